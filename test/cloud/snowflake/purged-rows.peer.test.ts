import { expect, onTestFinished, test } from 'vitest'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import { importsWarehouse } from '../../support/fixtures/imports.ts'
import { purge } from '../../support/fixtures/purge.ts'
import { listKeys } from '../../support/fixtures/snapshots.ts'
import { allObjects } from '../../support/snowflake/objects.ts'
import { keep, landAll, openLanding } from '../../support/stand-ins/stand-in-warehouse.ts'
import { lackOfStandIn } from '../../support/stand-ins/stand-ins.ts'

const files = [
  { name: 'mine-2026-01-01.csv', text: 'rank,song,artist\n1,Zebra,Ida\n2,Quokka,Odo' },
  { name: 'years.csv', text: 'date,rank,song,artist\n2026-01-01,1,Wombat,Ida\n2026-01-02,1,Wombat,Ida' },
]
const query = 'select chart, chart_date, position, song_id, status from core.chart_history order by 1, 2, 3'
const lack = lackOfStandIn('fakesnow')

test.skipIf(lack !== null && !process.env.CI)(
  'the models in Snowflake leave out what was purged, and show a file that was imported again once',
  async () => {
    expect(lack).toBe(null)
    const imports = await importsWarehouse()
    onTestFinished(() => imports.close())
    await imports.add(files)
    const before = await imports.query(query)
    // Landing keeps what it has loaded, whatever is deleted in the bucket.
    const bucket = memoryStore()
    const arrive = async () => {
      for (const key of await listKeys(imports.curated, ''))
        await bucket.put(key, await imports.curated.get(key))
    }
    await arrive()
    await purge(imports, 'mine')
    await purge(imports, 'years', '2026-06-02T00:00:00.000Z')
    await arrive()
    expect(await readHistory(bucket)).toEqual([])
    await imports.add(files)
    await arrive()
    expect(await readHistory(bucket)).toEqual(before.rows)
  },
  300_000,
)

async function readHistory(curated: ReturnType<typeof memoryStore>) {
  const standIn = await openLanding('fakesnow')
  try {
    await landAll(standIn, curated)
    const { models } = await allObjects
    const last = models.findIndex(({ name }) => name === 'core.chart_history')
    for (const object of models.slice(0, last + 1))
      if (object.name.startsWith('core.')) await keep(standIn, object)
    return (await standIn.query(query)).rows
  } finally {
    await standIn.close()
  }
}

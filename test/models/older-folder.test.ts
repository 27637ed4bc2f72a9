import { expect, it } from 'vitest'
import { emptyDecision, writeDecisions } from '../../src/decisions/decision-file.ts'
import { encodeRaw } from '../../src/sources/raw/raw-object.ts'
import { type Imports, importsWarehouse } from '../support/fixtures/imports.ts'
import { datesFrom, inventedChart } from '../support/fixtures/invented.ts'
import { makeOlder } from '../support/fixtures/older-files.ts'
import { createSnapshot, toRawObject } from '../support/fixtures/snapshots.ts'
import { dumpCore } from '../support/warehouse/dump.ts'

const csv = {
  name: 'regions.csv',
  text: `date,region,rank,title,artist
2026-01-01,global,1,Tide,Ida
2026-01-01,de,1,Ebb,Odo
2026-01-02,global,1,Ebb,Odo
2026-01-02,de,1,Tide,Ida`,
}
const official = {
  name: 'regional-us-weekly-2026-01-08.csv',
  text: 'rank,title,artist\n1,Tide,Ida\n2,Ebb,Odo',
}
const lines = inventedChart('invented-global', 3, datesFrom('2026-01-01', 12))

/** Files, fetched snapshots, a join, and an approval of a snapshot that fails a check. */
async function fill(warehouse: Imports) {
  for (const songs of [
    ['a', 'b', null],
    ['b', 'c'],
  ]) {
    const { key } = toRawObject(createSnapshot({ chart: 'fetched', songs }))
    await warehouse.raw.put(key, encodeRaw(createSnapshot({ chart: 'fetched', songs })))
  }
  await warehouse.add([csv, official, lines])
  await writeDecisions(warehouse.curated, [
    {
      ...emptyDecision,
      kind: 'join',
      source: 'import',
      song_id: 'song-1',
      other_song_id: 'song-2',
      decided_at: '2026-02-01T00:00:00.000Z',
    },
  ])
  await writeDecisions(warehouse.curated, [
    {
      ...emptyDecision,
      kind: 'approval',
      source: 'import',
      chart: 'de',
      chart_date: '2026-01-01',
      snapshot_id: 'import-000000000000',
      decided_at: '2026-02-02T00:00:00.000Z',
    },
  ])
}

it('a folder of the version before is loaded, and equals a fresh import once it is transformed again', async () => {
  const [older, fresh] = [await importsWarehouse(), await importsWarehouse()]
  for (const each of [older, fresh]) await fill(each)
  await makeOlder(older.curated)
  await older.rebuild()
  expect(
    await older.query('select count(*) as albums, count(album_key) as keys from landing.albums'),
  ).toMatchObject({ rows: [{ albums: expect.any(Number), keys: 0 }] })
  await older.add([])
  await fresh.add([])
  expect(await dumpCore(older)).toEqual(await dumpCore(fresh))
  const { rows } = await older.query(
    'select chart, scope, market from core.charts join core.published_issues using (source, chart, scope) group by all order by 1',
  )
  expect(rows).toEqual([
    { chart: 'de', scope: 'market', market: 'de' },
    { chart: 'fetched', scope: 'global', market: null },
    { chart: 'global', scope: 'global', market: null },
    { chart: 'invented-global', scope: 'global', market: null },
    { chart: 'regional-us-weekly', scope: 'market', market: 'us' },
  ])
  for (const each of [older, fresh]) await each.close()
}, 120_000)

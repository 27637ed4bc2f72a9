import { expect, test } from 'vitest'
import { curatedFiles, openWarehouse } from '../support/warehouse/warehouse.ts'

test('more files than one statement reads are each read as they are, also from a store without paths', async () => {
  const charts = Array.from({ length: 620 }, (_, index) => `c${index}${'xyz'.repeat((index * 7) % 41)}`)
  const files = new Map<string, Uint8Array>()
  charts.forEach((chart, index) => {
    const songs = Array.from({ length: 1 + ((index * 13) % 37) }, (_, at) =>
      at === 0 ? `s${chart}` : `s${at}`,
    )
    const catalogue = { [`s${chart}`]: { artists: [`a${chart}`] } }
    for (const [key, file] of curatedFiles(catalogue, [{ chart, date: '2026-01-01', songs }]))
      files.set(key, file)
  })
  const warehouse = await openWarehouse(files)
  await warehouse.load()
  const { rows } = await warehouse.query('select count(distinct artist_id) as artists from landing.artists')
  await warehouse.close()
  expect(rows).toEqual([{ artists: 620 }])
})

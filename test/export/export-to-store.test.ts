import { expect, test } from 'vitest'
import { readExportRequest } from '../../src/commands/export-content.ts'
import type { ExportTable } from '../../src/export/export-table.ts'
import { writeExportToStore } from '../../src/export/export-to-store.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'

const table = (name: string): ExportTable => ({
  name,
  about: 'one row per song',
  key: ['song'],
  refers: [],
  columns: [{ name: 'song', type: 'text', meaning: 'its title', unit: null }],
  count: async () => 1,
  read: async function* () {
    yield [['One']]
  },
})

const job = (tables: string[]) => ({
  tables: tables.map(table),
  views: [],
  format: 'csv' as const,
  onRows: () => {},
})

async function listKeys(store: ReturnType<typeof memoryStore>) {
  const keys: string[] = []
  for await (const { key } of store.list('')) keys.push(key)
  return keys
}

test.each([
  ['s3://bucket/charts', undefined, 's3://bucket/charts', ''],
  ['s3://bucket/charts/', undefined, 's3://bucket/charts', ''],
  ['s3://bucket/charts/all.xlsx', undefined, 's3://bucket/charts', 'all.xlsx'],
  ['s3://bucket/charts', 'climbers', 's3://bucket/charts', 'climbers.xlsx'],
  ['s3://bucket/charts/five.csv', 'climbers', 's3://bucket/charts', 'five.csv'],
])('%s with the insight %s is below %s, with the key "%s"', (out, insight, address, key) => {
  expect(readExportRequest([], { out, insight })).toMatchObject({ address, out: key })
})

test('the tables become objects, without the files that name local paths', async () => {
  const store = memoryStore()
  const all = { ...job(['songs', 'artists']), isBiExport: true, out: '', force: false, store }
  const { files } = await writeExportToStore(all)
  expect(await listKeys(store)).toEqual(['artists.csv', 'songs.csv'])
  expect(files.map(({ file }) => file)).toEqual([
    `${store.address}/songs.csv`,
    `${store.address}/artists.csv`,
  ])
  expect(Buffer.from(await store.get('songs.csv')).toString()).toMatch(/One/)
})

test('an object is replaced only with force', async () => {
  const store = memoryStore()
  await store.put('five.csv', Buffer.from('mine'))
  const one = { ...job(['climbers']), isBiExport: false, out: 'five.csv', store }
  await expect(writeExportToStore({ ...one, force: false })).rejects.toThrow(/five\.csv already exists/)
  expect(Buffer.from(await store.get('five.csv')).toString()).toBe('mine')
  await writeExportToStore({ ...one, force: true })
  expect(Buffer.from(await store.get('five.csv')).toString()).toMatch(/One/)
})

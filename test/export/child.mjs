// Writes more rows than fit in the heap: `node --max-old-space-size=… child.mjs <format> <out>`. With `hold` it keeps
// all rows in memory, which must fail: that proves that the limit is effective.
import { writeExport } from '../../dist/export/write-export.js'

const [format, out, hold] = process.argv.slice(2)
const width = 8
const rows = 60_000
const held = []

const columns = Array.from({ length: width }, (_, index) => ({
  name: `column_${index}`,
  type: 'text',
  meaning: '',
  unit: null,
}))
const table = {
  name: 'many',
  about: 'one row per number',
  key: [],
  refers: [],
  columns,
  count: async () => rows,
  async *read() {
    for (let start = 0; start < rows; start += 1_000) {
      const batch = Array.from({ length: 1_000 }, (_, row) =>
        columns.map((_, column) => `${start + row} ${column} ${'a text of some length '.repeat(7)}`),
      )
      if (hold === 'hold') held.push(batch)
      yield batch
    }
  },
}
await writeExport({
  tables: [table],
  views: [],
  isBiExport: false,
  format,
  out,
  force: false,
  onRows: () => {},
})
process.stdout.write(`${held.length} held`)

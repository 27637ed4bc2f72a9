// Writes many rows in a process whose heap could never hold them: `node --max-old-space-size=… child.mjs <format> <out>`.
// With `hold` the rows are kept while they are made, which must not fit: the proof that the limit is one.
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
  isStar: false,
  format,
  out,
  force: false,
  onRows: () => {},
})
process.stdout.write(`${held.length} held`)

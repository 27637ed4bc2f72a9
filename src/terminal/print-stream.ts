import { once } from 'node:events'
import { csvLine } from '../export/formats/csv-format.ts'
import type { ResultRow, ResultStream } from '../warehouse/warehouse.ts'
import { type Format, formatOr, print } from './print.ts'

/** Prints rows to stdout as they arrive. Only a table waits for all of them, to measure its columns. */
export async function printStream(
  { columns, rows }: ResultStream,
  options: { format?: Format | undefined },
): Promise<void> {
  const format = formatOr(options.format)
  if (format === 'table') return print({ columns, rows: await all(rows) }, { format, isRecord: true })
  const ordered = (row: ResultRow) =>
    Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))
  if (format === 'csv') {
    await write(`${csvLine(columns)}\n`)
    await writeEach(rows, (row) => `${csvLine(columns.map((column) => row[column] ?? null))}\n`)
  } else if (format === 'ndjson') await writeEach(rows, (row) => `${JSON.stringify(ordered(row))}\n`)
  else {
    const indented = (row: ResultRow) => JSON.stringify(ordered(row), null, 2).replace(/^/gm, '  ')
    const count = await writeEach(rows, (row, index) => `${index === 0 ? '[' : ','}\n${indented(row)}`)
    await write(count === 0 ? '[]\n' : '\n]\n')
  }
}

async function all(rows: AsyncIterable<ResultRow>): Promise<ResultRow[]> {
  const collected: ResultRow[] = []
  for await (const row of rows) collected.push(row)
  return collected
}

async function writeEach(
  rows: AsyncIterable<ResultRow>,
  text: (row: ResultRow, index: number) => string,
): Promise<number> {
  let count = 0
  for await (const row of rows) {
    await write(text(row, count))
    count += 1
  }
  return count
}

/** Waits while the reader of the pipe is slower, so that unread text does not fill the memory. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain')
}

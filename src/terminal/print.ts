import { csvLine } from '../export/formats/csv-format.ts'
import type { Result } from '../warehouse/warehouse.ts'
import type { TableOptions } from './format-table.ts'

export type Format = 'table' | 'json' | 'ndjson' | 'csv'

export interface PrintOptions extends Pick<TableOptions, 'show' | 'prose' | 'keepEnd' | 'spare'> {
  format?: Format | undefined
  /** What `--format json` prints instead of the array of rows. */
  json?: unknown
  /** Columns of which a table shows nothing. */
  hidden?: string[]
}

/** Of a terminal that does not tell: columns. */
const USUAL_WIDTH = 80

/** Columns for which there is no room, by name. */
const NAMED = 6

/** What is printed where nothing is asked for: a table on a terminal, NDJSON in a pipe. */
export function formatOr(asked: Format | undefined): Format {
  return asked ?? (process.stdout.isTTY ? 'table' : 'ndjson')
}

/** Prints rows to stdout in the order of the columns, as asked. */
export async function print({ columns, rows }: Result, options: PrintOptions = {}): Promise<void> {
  const format = formatOr(options.format)
  const out = (text: string) => process.stdout.write(text)
  const ordered = (row: Record<string, unknown>) =>
    Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))
  if (format === 'json') out(`${JSON.stringify(options.json ?? rows.map(ordered), null, 2)}\n`)
  else if (format === 'ndjson') for (const row of rows) out(`${JSON.stringify(ordered(row))}\n`)
  else if (format === 'csv') {
    out(`${csvLine(columns)}\n`)
    for (const row of rows) out(`${csvLine(columns.map((column) => row[column] ?? null))}\n`)
  } else await printTable({ columns, rows }, options)
}

/** Words for a person go to stderr, so that stdout holds data alone. */
export function printNote(words: string): void {
  process.stderr.write(`${words}\n`)
}

/** `1 file`, `2 files` */
export function pluralize(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

async function printTable(
  { columns, rows }: Result,
  { hidden = [], ...options }: PrintOptions,
): Promise<void> {
  const { formatTable } = await import('./format-table.ts')
  const { default: colours } = await import('picocolors')
  const { isTTY, columns: width } = process.stdout
  // The library also colours in CI, where a log and not a person reads.
  const { bold } = colours.createColors(colours.isColorSupported && isTTY === true)
  const { text, leftOut } = formatTable(
    { columns: columns.filter((column) => !hidden.includes(column)), rows },
    { ...options, bold, width: isTTY ? width || USUAL_WIDTH : Number.POSITIVE_INFINITY },
  )
  process.stdout.write(text)
  if (leftOut.length > 0) {
    const more = leftOut.length > NAMED ? ` and ${leftOut.length - NAMED} more columns` : ''
    printNote(
      `no room for ${leftOut.slice(0, NAMED).join(', ')}${more}: a wider terminal or --format json shows all`,
    )
  }
}

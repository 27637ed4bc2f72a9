import type { Result } from '../warehouse/warehouse.ts'
import { colourOutput } from './colour.ts'
import type { TableOptions } from './format-table.ts'
import { nameCommands } from './invocation.ts'

export type Format = 'table' | 'json' | 'ndjson' | 'csv'

export interface PrintOptions extends Omit<TableOptions, 'width' | 'bold'> {
  format?: Format | undefined
  /** What `--format json` prints instead of the array of rows. */
  json?: unknown
  /** Columns that a table does not show. */
  hidden?: string[]
}

/** Columns of a terminal that does not report its width. */
export const DEFAULT_WIDTH = 80

/** The most left-out columns that are listed by name. */
const NAMED = 6

/** The most lines of one kind that a command prints. */
const LINES = 10

/** The format to print: by default a table on a terminal, NDJSON in a pipe. */
export function formatOr(format: Format | undefined): Format {
  return format ?? (process.stdout.isTTY ? 'table' : 'ndjson')
}

/** Prints rows to stdout in the order of the columns. */
export async function print({ columns, rows }: Result, options: PrintOptions = {}): Promise<void> {
  const format = formatOr(options.format)
  const out = (text: string) => process.stdout.write(text)
  const ordered = (row: Record<string, unknown>) =>
    Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))
  if (format === 'json') out(`${JSON.stringify(options.json ?? rows.map(ordered), null, 2)}\n`)
  else if (format === 'ndjson') for (const row of rows) out(`${JSON.stringify(ordered(row))}\n`)
  else if (format === 'csv') {
    const { csvLine } = await import('../export/formats/csv-format.ts')
    out(`${csvLine(columns)}\n`)
    for (const row of rows) out(`${csvLine(columns.map((column) => row[column] ?? null))}\n`)
  } else await printTable({ columns, rows }, options)
}

/** Prints a line for people to stderr: stdout contains data only. */
export function printNote(line: string): void {
  process.stderr.write(`${nameCommands(line)}\n`)
}

/** `1 file`, `2 files`; `several` is for a plural without -s. */
export function pluralize(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`
}

/** The first 10 lines, and one that counts the rest: `and 5 more`, with a hint where to see them. */
export function limitLines(lines: string[], hint = ''): string[] {
  const rest = lines.length - LINES
  return rest <= 0 ? lines : [...lines.slice(0, LINES), `and ${rest} more${hint}`]
}

async function printTable(
  { columns, rows }: Result,
  { hidden = [], ...options }: PrintOptions,
): Promise<void> {
  const { formatTable } = await import('./format-table.ts')
  const { isTTY, columns: width } = process.stdout
  const bold = (text: string) => colourOutput('bold', text)
  const { text, leftOut } = formatTable(
    { columns: columns.filter((column) => !hidden.includes(column)), rows },
    { ...options, bold, width: isTTY ? width || DEFAULT_WIDTH : Number.POSITIVE_INFINITY },
  )
  process.stdout.write(text)
  if (leftOut.length > 0) {
    const more = leftOut.length > NAMED ? ` and ${leftOut.length - NAMED} more columns` : ''
    printNote(
      `left out ${leftOut.slice(0, NAMED).join(', ')}${more}: use a wider terminal or --format json to see all columns`,
    )
  }
}

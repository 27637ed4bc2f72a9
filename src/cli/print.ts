import type { Result, Value } from '../warehouse/warehouse.ts'

export type Format = 'table' | 'json' | 'ndjson' | 'csv'

export interface PrintOptions {
  format?: Format | undefined
  /** What `--format json` prints instead of the array of rows. */
  json?: unknown
  /** How a table cell is shown; the default shows the value as it is. */
  show?: (value: Value, column: string, row: Record<string, Value>) => string
  /** Columns of which a table shows nothing. */
  hidden?: string[]
}

/** Prints rows to stdout: a table on a terminal and NDJSON in a pipe, or as asked. */
export async function print({ columns, rows }: Result, options: PrintOptions = {}): Promise<void> {
  const format = options.format ?? (process.stdout.isTTY ? 'table' : 'ndjson')
  const out = (text: string) => process.stdout.write(text)
  if (format === 'json') out(`${JSON.stringify(options.json ?? rows, null, 2)}\n`)
  else if (format === 'ndjson') for (const row of rows) out(`${JSON.stringify(row)}\n`)
  else if (format === 'csv') {
    out(`${csvLine(columns)}\n`)
    for (const row of rows) out(`${csvLine(columns.map((column) => row[column] ?? null))}\n`)
  } else out(await table({ columns, rows }, options))
}

/** Words for a person go to stderr, so that stdout holds data alone. */
export function say(words: string): void {
  process.stderr.write(`${words}\n`)
}

async function table(
  { columns, rows }: Result,
  { show = plain, hidden = [] }: PrintOptions,
): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const { default: colours } = await import('picocolors')
  const visible = columns.filter((column) => !hidden.includes(column))
  const isNumeric = (column: string) => rows.some((row) => typeof row[column] === 'number')
  const lines = new Table({
    head: visible.map((column) => colours.bold(column)),
    colAligns: visible.map((column) => (isNumeric(column) ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
    chars: borderless,
  })
  for (const row of rows) lines.push(visible.map((column) => show(row[column] ?? null, column, row)))
  const text = lines.toString().replace(/[ \t]+$/gm, '')
  return rows.length === 0 ? `${text}\n(no rows)\n` : `${text}\n`
}

/** A value as a table shows it. */
export function plain(value: Value): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.map(plain).join(', ')
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toFixed(4)))
  return String(value)
}

const borderless = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid', 'left-mid', 'mid-mid', 'right-mid', 'middle'].flatMap((part) =>
    [part, `${part}-mid`, `${part}-left`, `${part}-right`].map((name) => [name, '']),
  ),
)

/** RFC 4180: a field is quoted where it holds a comma, a quote or a line break. */
function csvLine(values: Value[]): string {
  return values
    .map((value) => (value === null ? '' : Array.isArray(value) ? JSON.stringify(value) : String(value)))
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',')
}

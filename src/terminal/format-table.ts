import type { Result, ResultRow, Value } from '../warehouse/warehouse.ts'
import { displayWidth, truncateText, wrapText } from './display-width.ts'
import { fitColumns, GAP, type TableColumn } from './fit-columns.ts'

export interface TableOptions {
  /** Cells of the terminal; infinite without a terminal. */
  width: number
  /** Formats a cell; by default `formatCell`. */
  show?: ((value: Value, column: string, row: ResultRow) => string) | undefined
  /** Columns that are the point of the answer: wrapped where others are truncated, and never left out. */
  keys?: string[] | undefined
  /** Columns of prose: wrapped where others are truncated. */
  prose?: string[] | undefined
  /** Columns that keep their end when truncated, such as the newest days of a sparkline. */
  keepEnd?: string[] | undefined
  /** Columns that a narrow terminal leaves out first, in order; after these, the last column. */
  spare?: string[] | undefined
  /** Shows a single row as one field per line. */
  isRecord?: boolean | undefined
  bold?: ((text: string) => string) | undefined
  /** Colours a part of a cell. */
  paint?: ((text: string, column: string, row: ResultRow) => string) | undefined
}

/** Lines of a record have at least so many cells for the value, however narrow the terminal is. */
const LEAST_VALUE = 10

const asIs = (text: string) => text

/**
 * Rows as aligned text that is never wider than the terminal, and the columns that were left out. Where the key columns
 * do not fit beside each other, each row has one field per line.
 */
export function formatTable(result: Result, options: TableOptions): { text: string; leftOut: string[] } {
  const all = result.columns.map((name) => measureColumn(name, result.rows, options))
  const isOneRecord = options.isRecord === true && result.rows.length === 1
  const fitted = isOneRecord ? null : fitColumns(all, options)
  if (fitted === null) return { text: formatRecords(all, result.rows, options), leftOut: [] }
  const { columns, leftOut } = fitted
  const { bold = asIs, paint = asIs } = options
  const head = splitRowLines(columns.map(({ name, width }) => wrapText(name, width, '_')))
  const lines = head.map((parts) => bold(line(parts, columns)))
  result.rows.forEach((row, index) => {
    const cells = columns.map((column) => fitCell(column.cells[index] ?? '', column, options))
    const paintCell = (text: string, { name }: TableColumn) => paint(text, name, row)
    for (const parts of splitRowLines(cells)) lines.push(line(parts, columns, paintCell))
  })
  if (result.rows.length === 0) lines.push(' (no rows)')
  return { text: `${lines.join('\n')}\n`, leftOut }
}

/** A value as one line of text, without control characters, which a terminal would obey. */
export function formatCell(value: Value): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.map(formatCell).join(', ')
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toFixed(4)))
  return String(value).replace(/\p{Cc}+/gu, ' ')
}

/** Each row as lines of a name and its whole value, with an empty line between two rows. */
function formatRecords(columns: TableColumn[], rows: ResultRow[], options: TableOptions): string {
  const { bold = asIs, paint = asIs } = options
  const label = Math.max(0, ...columns.map(({ name }) => displayWidth(name)))
  const width = Math.max(LEAST_VALUE, options.width - 1 - label - GAP.length)
  const pad = (name: string) => bold(name) + ' '.repeat(label - displayWidth(name))
  const records = rows.map((row, index) =>
    columns.flatMap(({ name, cells }) =>
      wrapText(cells[index] ?? '', width).map((part, place) =>
        ` ${pad(place === 0 ? name : '')}${GAP}${paint(part, name, row)}`.trimEnd(),
      ),
    ),
  )
  return `${records.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function fitCell(text: string, { name, width, isKey }: TableColumn, options: TableOptions): string[] {
  if (isKey || options.prose?.includes(name)) return wrapText(text, width)
  return [truncateText(text, width, options.keepEnd?.includes(name) ? 'end' : 'start')]
}

function measureColumn(
  name: string,
  rows: ResultRow[],
  { show = formatCell, keys = [] }: TableOptions,
): TableColumn {
  const cells = rows.map((row) => show(row[name] ?? null, name, row))
  const content = cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), 0)
  const alignRight = rows.some((row) => typeof row[name] === 'number')
  const word = Math.max(...name.split('_').map(displayWidth))
  // A truncated number is another number, half a date another date, and half an id is useless.
  const isWhole = alignRight || name === 'id' || name.endsWith('_id') || cells.some(isDate)
  const width = Math.max(word, content)
  const natural = Math.max(content, displayWidth(name))
  return { name, cells, alignRight, content, natural, word, isWhole, isKey: keys.includes(name), width }
}

const isDate = (text: string) => /^(?:[≤≥] )?\d{4}-\d\d-\d\d$/.test(text)

/** The lines of a row whose cells have one or several lines each. */
function splitRowLines(cells: string[][]): string[][] {
  const height = Math.max(1, ...cells.map((cell) => cell.length))
  return Array.from({ length: height }, (_, index) => cells.map((cell) => cell[index] ?? ''))
}

function line(
  parts: string[],
  columns: TableColumn[],
  paint: (text: string, column: TableColumn) => string = asIs,
): string {
  const padded = columns.map((column, index) => {
    const part = parts[index] ?? ''
    const space = ' '.repeat(Math.max(0, column.width - displayWidth(part)))
    const painted = part === '' ? '' : paint(part, column)
    return column.alignRight ? space + painted : painted + space
  })
  return ` ${padded.join(GAP)}`.trimEnd()
}

import type { Result, ResultRow, Value } from '../warehouse/warehouse.ts'
import { displayWidth, truncateText, wrapText } from './display-width.ts'

export interface TableOptions {
  /** Cells of the terminal; infinite where nobody's terminal is known. */
  width: number
  /** How a cell is shown; the default shows the value as it is. */
  show?: ((value: Value, column: string, row: ResultRow) => string) | undefined
  /** Columns of prose: broken into lines where others are shortened. */
  prose?: string[] | undefined
  /** Columns whose end counts, such as the newest days of a sparkline. */
  keepEnd?: string[] | undefined
  /** What a narrow terminal leaves out first, in order; after these it is the last column. */
  spare?: string[] | undefined
  bold?: ((text: string) => string) | undefined
}

interface TableColumn {
  name: string
  cells: string[]
  alignRight: boolean
  /** What its cells would take, and what they and the name on one line. */
  content: number
  natural: number
  /** Cannot be shortened. */
  isWhole: boolean
  width: number
}

const GAP = '  '
/** Cells down to which a text stays readable, and down to which it has more right to them than a spare column. */
const LEAST_TEXT = 14
const GOOD_TEXT = 20

/** Rows as aligned text that never is wider than the terminal, and the columns for which there was no room. */
export function formatTable(result: Result, options: TableOptions): { text: string; leftOut: string[] } {
  const all = result.columns.map((name) => measureColumn(name, result.rows, options))
  const { columns, leftOut } = fitted(all, options)
  const { prose = [], keepEnd = [], bold = (text) => text } = options
  const lines = splitRowLines(columns.map(({ name, width }) => wrapText(name, width, '_'))).map((parts) =>
    bold(line(parts, columns)),
  )
  for (let row = 0; row < result.rows.length; row += 1) {
    const cells = columns.map(({ name, cells, width }) => {
      const cell = cells[row] ?? ''
      return prose.includes(name)
        ? wrapText(cell, width)
        : [truncateText(cell, width, keepEnd.includes(name) ? 'end' : 'start')]
    })
    for (const parts of splitRowLines(cells)) lines.push(line(parts, columns))
  }
  if (result.rows.length === 0) lines.push(' (no rows)')
  return { text: `${lines.join('\n')}\n`, leftOut }
}

/** A value as a table shows it: on one line, and with nothing that a terminal would obey. */
export function formatCell(value: Value): string {
  if (value === null) return ''
  if (Array.isArray(value)) return value.map(formatCell).join(', ')
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toFixed(4)))
  return String(value).replace(/\p{Cc}+/gu, ' ')
}

function measureColumn(name: string, rows: ResultRow[], { show = formatCell }: TableOptions): TableColumn {
  const cells = rows.map((row) => show(row[name] ?? null, name, row))
  const content = cells.reduce((most, cell) => Math.max(most, displayWidth(cell)), 0)
  const alignRight = rows.some((row) => typeof row[name] === 'number')
  const word = Math.max(...name.split('_').map(displayWidth))
  // A number cut short would be another number, and half an id is none.
  const isWhole = alignRight || name === 'id' || name.endsWith('_id')
  const width = Math.max(word, content)
  const natural = Math.max(content, displayWidth(name))
  return { name, cells, alignRight, content, natural, isWhole, width }
}

/** Leaves columns out until the rest has room, then shares what room is left. */
function fitted(all: TableColumn[], { width, spare = [] }: TableOptions) {
  const columns = [...all]
  const leftOut: string[] = []
  const room = () => width - 1 + GAP.length - columns.reduce((sum, each) => sum + each.width + GAP.length, 0)
  const leaveOut = (index: number) => leftOut.push(...columns.splice(index, 1).map(({ name }) => name))

  if (room() < 0) shrink(columns, GOOD_TEXT)
  for (const name of spare) {
    const index = columns.findIndex((column) => column.name === name)
    if (room() < 0 && index >= 0 && columns.length > 1) leaveOut(index)
  }
  if (room() < 0) shrink(columns, LEAST_TEXT)
  while (room() < 0 && columns.length > 1) leaveOut(columns.length - 1)
  const [only] = columns
  if (only !== undefined && room() < 0) only.width += room()
  grow(columns, room, ({ content }) => content)
  grow(columns, room, ({ natural }) => natural)
  return { columns, leftOut }
}

/** Brings texts down to so many cells, but never below a word of their name. */
function shrink(columns: TableColumn[], most: number) {
  for (const column of columns.filter(({ isWhole }) => !isWhole)) {
    const word = Math.max(...column.name.split('_').map(displayWidth))
    column.width = Math.min(column.width, Math.max(word, most))
  }
}

/** The narrowest of those that want more goes first, so that none is starved by a long one. */
function grow(columns: TableColumn[], room: () => number, wanted: (column: TableColumn) => number) {
  if (room() === Number.POSITIVE_INFINITY) {
    for (const column of columns) column.width = Math.max(column.width, wanted(column))
    return
  }
  for (let left = room(); left > 0; left -= 1) {
    const growing = columns.filter((column) => column.width < wanted(column))
    const [narrowest] = growing.sort((a, b) => a.width - b.width)
    if (narrowest === undefined) return
    narrowest.width += 1
  }
}

/** Cells of one or several lines each → the lines of the row. */
function splitRowLines(cells: string[][]): string[][] {
  const height = Math.max(1, ...cells.map((cell) => cell.length))
  return Array.from({ length: height }, (_, index) => cells.map((cell) => cell[index] ?? ''))
}

function line(parts: string[], columns: TableColumn[]): string {
  const padded = parts.map((part, index) => {
    const { width = 0, alignRight = false } = columns[index] ?? {}
    const space = ' '.repeat(Math.max(0, width - displayWidth(part)))
    return alignRight ? space + part : part + space
  })
  return ` ${padded.join(GAP)}`.trimEnd()
}

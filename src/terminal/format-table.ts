import type { Result, ResultRow, Value } from '../warehouse/warehouse.ts'
import { displayWidth, truncateText, wrapText } from './display-width.ts'

export interface TableOptions {
  /** Cells of the terminal; infinite without a terminal. */
  width: number
  /** Formats a cell; by default `formatCell`. */
  show?: ((value: Value, column: string, row: ResultRow) => string) | undefined
  /** Columns of prose: wrapped where others are truncated. */
  prose?: string[] | undefined
  /** Columns that keep their end when truncated, such as the newest days of a sparkline. */
  keepEnd?: string[] | undefined
  /** Columns that a narrow terminal leaves out first, in order; after these, the last column. */
  spare?: string[] | undefined
  bold?: ((text: string) => string) | undefined
}

interface TableColumn {
  name: string
  cells: string[]
  alignRight: boolean
  /** Cells that the values need, and that the values and the name on one line need. */
  content: number
  natural: number
  /** Must not be truncated. */
  isWhole: boolean
  width: number
}

const GAP = '  '
/** Cells that a text keeps at least, and those that it keeps as long as a spare column can be left out. */
const LEAST_TEXT = 14
const GOOD_TEXT = 20

/** Rows as aligned text that is never wider than the terminal, and the columns that were left out. */
export function formatTable(result: Result, options: TableOptions): { text: string; leftOut: string[] } {
  const all = result.columns.map((name) => measureColumn(name, result.rows, options))
  const { columns, leftOut } = fitColumns(all, options)
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

/** A value as one line of text, without control characters, which a terminal would obey. */
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
  // A truncated number is another number, and half an id is useless.
  const isWhole = alignRight || name === 'id' || name.endsWith('_id')
  const width = Math.max(word, content)
  const natural = Math.max(content, displayWidth(name))
  return { name, cells, alignRight, content, natural, isWhole, width }
}

/** Leaves columns out until the rest fits, then distributes the room that is left. */
function fitColumns(all: TableColumn[], { width, spare = [] }: TableOptions) {
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

/** Narrows texts to `most` cells, but not below the longest word of the column name. */
function shrink(columns: TableColumn[], most: number) {
  for (const column of columns.filter(({ isWhole }) => !isWhole)) {
    const word = Math.max(...column.name.split('_').map(displayWidth))
    column.width = Math.min(column.width, Math.max(word, most))
  }
}

/** Widens the narrowest column first, so that a long one does not take all the room. */
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

/** The lines of a row whose cells have one or several lines each. */
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

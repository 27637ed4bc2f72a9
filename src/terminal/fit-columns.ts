/** A column of a table and the terminal cells that it takes. */
export interface TableColumn {
  name: string
  cells: string[]
  alignRight: boolean
  /** Cells that the values need, and that the values and the name on one line need. */
  content: number
  natural: number
  /** Cells of the longest word of the name. */
  word: number
  /** Must be neither truncated nor wrapped. */
  isWhole: boolean
  /** Must be neither truncated nor left out. */
  isKey: boolean
  width: number
}

export const GAP = '  '

/** Cells that a text keeps as long as a spare column can be left out, and as long as any column can. */
const GOOD_TEXT = 20
const LEAST_TEXT = 14
/** Cells that a text of a key column keeps: it is wrapped, and most words fit. */
const LEAST_KEY = 9

/**
 * Leaves columns out until the rest fits, then distributes the room that is left. Null if the key columns alone do not
 * fit.
 */
export function fitColumns(
  all: TableColumn[],
  { width, spare = [] }: { width: number; spare?: string[] | undefined },
): { columns: TableColumn[]; leftOut: string[] } | null {
  const columns = all.map((column) => ({ ...column }))
  const hasKeys = columns.some(({ isKey }) => isKey)
  const leftOut: string[] = []
  const room = () => width - 1 + GAP.length - columns.reduce((sum, each) => sum + each.width + GAP.length, 0)
  const leaveOut = (index: number) => {
    const column = columns[index]
    if (room() >= 0 || column === undefined || column.isKey || columns.length === 1) return
    leftOut.push(column.name)
    columns.splice(index, 1)
  }

  if (room() < 0) shrink(columns, GOOD_TEXT)
  for (const name of spare) leaveOut(columns.findIndex((column) => column.name === name))
  if (room() < 0) shrink(columns, LEAST_TEXT)
  for (let index = columns.length - 1; index >= 0; index -= 1) leaveOut(index)
  if (room() < 0 && hasKeys) shrink(columns, LEAST_KEY)
  if (room() < 0 && hasKeys) return null
  const [only] = columns
  if (only !== undefined && room() < 0) only.width += room()
  grow(columns, room, ({ content }) => content)
  grow(columns, room, ({ natural }) => natural)
  return { columns, leftOut }
}

/** Narrows texts to `most` cells, but not below the longest word of the column name. */
function shrink(columns: TableColumn[], most: number) {
  for (const column of columns.filter(({ isWhole }) => !isWhole)) {
    column.width = Math.min(column.width, Math.max(column.word, most))
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

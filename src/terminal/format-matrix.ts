import type { Matrix } from '../insights/insight-header.ts'
import type { Result, ResultRow } from '../warehouse/warehouse.ts'
import { formatCell } from './format-table.ts'

/**
 * Rows as a matrix of cells: a line for each value of one column, and a column for each value of another. A cell that has a
 * row without a value is `–`, and one without a row is empty. Charts of several sources have their source in their name.
 */
export function toMatrix({ rows }: Pick<Result, 'rows'>, { row, column, cells }: Matrix): Result {
  const isOneSource = new Set(rows.map(({ source }) => source)).size <= 1
  const label = (one: ResultRow) =>
    isOneSource ? String(one[column]) : `${String(one.source)}/${String(one[column])}`
  const lines = new Map<string, ResultRow>()
  for (const one of rows) {
    const key = String(one[row])
    const line = lines.get(key) ?? { [row]: one[row] ?? null }
    lines.set(key, line)
    line[label(one)] = formatCells(cells.map((cell) => one[cell] ?? null).filter((value) => value !== null))
  }
  return { columns: [row, ...[...new Set(rows.map(label))].sort()], rows: [...lines.values()] }
}

/** `7`, or `7 (1200)` with a second value. */
function formatCells([first, ...rest]: (ResultRow[string] & {})[]): string {
  if (first === undefined) return '–'
  return [formatCell(first), ...rest.map((value) => `(${formatCell(value)})`)].join(' ')
}

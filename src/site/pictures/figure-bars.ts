import type { Figure } from '../../insights/insight-header.ts'
import type { Answer } from '../../insights/run-insight.ts'
import type { ResultRow } from '../../warehouse/warehouse.ts'
import { formatBound, formatValue } from '../format-values.ts'

/** A row of an answer as bars, one for each column that the figure draws. */
export interface FigureBar {
  name: string
  /** Null where the row has no value. */
  values: ({ value: number; text: string } | null)[]
}

/** The rows that have a value, in the order of the answer. */
export function listFigureBars({ values, by }: Figure, { rows, draw }: Answer): FigureBar[] {
  return rows
    .map((row) => ({
      name: nameRow(row, by),
      values: values.map((column) => {
        const value = row[column]
        if (typeof value !== 'number') return null
        return { value, text: formatBound(value, draw[column], row) ?? formatValue(value) }
      }),
    }))
    .filter((bar) => bar.values.some((value) => value !== null))
}

/** What a row is called: the values of the columns that name it. A song without a title has its id. */
export function nameRow(row: ResultRow, by: string[]): string {
  return by
    .map((column) => {
      const value = row[column] ?? null
      if (value === null && column === 'song') return String(row.recording_id ?? row.song_id ?? '')
      return typeof value === 'number' ? String(value) : formatValue(value)
    })
    .filter((text) => text !== '')
    .join(' · ')
}

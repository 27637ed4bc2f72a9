import { epochDays } from '../../domain/time.ts'
import type { Figure } from '../../insights/insight-header.ts'
import type { Answer } from '../../insights/run-insight.ts'
import { formatColumnName } from '../format-values.ts'
import { nameRow } from './figure-bars.ts'

/** A value at a day since 1970-01-01, or at the number of an issue where a row has a whole run. */
export interface FigurePoint {
  at: number
  value: number
}

export interface FigureLine {
  name: string
  /** The points between two gaps, each list in the order of time. */
  stretches: FigurePoint[][]
  /** Whether `at` is a day. */
  isDated: boolean
}

/** Steps that are longer than the usual one by this factor are a gap: an issue between the two is missing. */
const longStep = 1.5

/** A line for each name, and for each column that the figure draws. */
export function listFigureLines({ values, by }: Figure, { rows }: Answer): FigureLine[] {
  const lines = new Map<string, Map<number, number | null>>()
  let isDated = true
  for (const row of rows) {
    const own = nameRow(row, by)
    for (const column of values) {
      const parts = [own, ...(values.length > 1 ? [formatColumnName(column)] : [])]
      const name = parts.filter((part) => part !== '').join(' · ')
      const value = row[column] ?? null
      const points = lines.get(name) ?? new Map<number, number | null>()
      lines.set(name, points)
      if (typeof value === 'string') {
        isDated = false
        for (const [index, position] of parseRun(value).entries()) points.set(index + 1, position)
        continue
      }
      const at = typeof row.chart_date === 'string' ? epochDays(row.chart_date) : null
      // Of several rows of a date the first one counts.
      if (at !== null && !points.has(at)) points.set(at, typeof value === 'number' ? value : null)
    }
  }
  return [...lines]
    .map(([name, points]) => ({ name, isDated, stretches: splitAtGaps(points) }))
    .filter(({ stretches }) => stretches.length > 0)
}

/** `5-2-?-1 (RE) 7` → the positions; null where the issue is not observed or does not have the song. */
function parseRun(text: string): (number | null)[] {
  const stays = text.split(' (RE) ').map((stay) => stay.split('-').map((step) => Number(step)))
  return stays
    .flatMap((stay, index) => (index === 0 ? stay : [Number.NaN, ...stay]))
    .map((position) => (Number.isNaN(position) ? null : position))
}

function splitAtGaps(points: Map<number, number | null>): FigurePoint[][] {
  const sorted = [...points].sort(([one], [other]) => one - other)
  const steps = sorted.slice(1).map(([at], index) => at - (sorted[index]?.[0] ?? at))
  const usual = steps.toSorted((one, other) => one - other)[Math.floor(steps.length / 2)] ?? 1
  const stretches: FigurePoint[][] = []
  let before: number | null = null
  for (const [at, value] of sorted) {
    if (value === null) before = null
    else {
      if (before === null || at - before > usual * longStep) stretches.push([])
      stretches.at(-1)?.push({ at, value })
      before = at
    }
  }
  return stretches
}

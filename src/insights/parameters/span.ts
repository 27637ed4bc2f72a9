import { parseChartDate } from '../../domain/calendar.ts'
import { UsageError } from '../../domain/errors.ts'
import type { Parameters } from '../../warehouse/warehouse.ts'
import type { ChartSelection } from '../insight-charts.ts'

/** The default of `from` and `to` of an insight that is about one issue, unless a span of issues is given. */
export const ISSUE_OF_ON = 'the issue of --on'

interface SpanContext extends Pick<ChartSelection, 'charts'> {
  text: string | undefined
  /** The values of the parameters before it. */
  read: Parameters
}

/** Whether a span of issues is given. Throws a `UsageError` if an issue is given as well. */
export function isSpanGiven({ on, from, to }: Record<string, string>): boolean {
  if (from === undefined && to === undefined) return false
  if (on === undefined) return true
  throw new UsageError('--on is one issue, --from and --to are a span of issues', {
    advice: 'give --on, or --from and --to',
  })
}

/** The first day: what was given, else the date of the issue, else that of the first issue. */
export function readFrom({ text, read, charts }: SpanContext): string | null {
  if (text !== undefined) return parseChartDate(text, '--from')
  return typeof read.on === 'string' ? read.on : firstDate(charts)
}

/** The last day: what was given, else the date of the issue, else that of the newest issue. */
export function readTo({ text, read, charts }: SpanContext): string | null {
  if (text !== undefined) return parseChartDate(text, '--to')
  return typeof read.on === 'string' ? read.on : newestDate(charts)
}

/** Throws a `UsageError` if `from` is after `to`. */
export function requireOrdered({ from, to }: Parameters) {
  if (typeof from === 'string' && typeof to === 'string' && from > to) {
    throw new UsageError(`--from ${from} is after --to ${to}`, {
      advice: 'give the earlier date as --from',
    })
  }
}

/** Throws a `UsageError` if the last day is given twice. */
export function requireOneEnd({ to, as_of }: Record<string, string>) {
  if (to === undefined || as_of === undefined) return
  throw new UsageError('--to and --as-of are both the last day', { advice: 'give one of the two' })
}

export function newestDate(charts: ChartSelection['charts']): string | null {
  const dates = charts.map((chart) => chart.last_date)
  return dates.sort().at(-1) ?? null
}

export function firstDate(charts: ChartSelection['charts']): string | null {
  const dates = charts.map((chart) => chart.first_date)
  return dates.sort()[0] ?? null
}

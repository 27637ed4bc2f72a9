import { parseChartDate } from '../../domain/calendar.ts'
import { UsageError } from '../../domain/errors.ts'

/**
 * The value of `--points`: what was given, or `metric` for `--by metric`; undefined for the default. Throws a `UsageError`
 * if the two contradict each other.
 */
export function choosePoints(points: string | undefined, by: unknown): string | undefined {
  if (by !== 'metric') return points
  if (points === undefined || points === 'metric') return 'metric'
  throw new UsageError(`--by metric is short for --points metric, which --points ${points} contradicts`, {
    advice: 'give one of the two',
  })
}

/** The first day of a chart year as MM-DD; `december` is 12-01. Throws a `UsageError` if there is no such day. */
export function parseChartYear(text: string): string {
  const day = text === 'december' ? '12-01' : text
  if (!/^\d\d-\d\d$/.test(day)) {
    throw new UsageError(`--chart-year expects a day as MM-DD or december, got ${JSON.stringify(text)}`)
  }
  // Every year has the day: the 29th of February would leave years without a first day.
  parseChartDate(`2001-${day}`, '--chart-year')
  return day
}

/** Points that are added for each issue at no. 1, 0 or more. Throws a `UsageError` for anything else. */
export function parseBonus(text: string, name = '--bonus-at-one'): number {
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text)) return Number(text)
  throw new UsageError(`${name} expects a number from 0, e.g. 10 or 0.5, got ${JSON.stringify(text)}`)
}

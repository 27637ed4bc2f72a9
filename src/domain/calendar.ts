import { epochDays } from './epoch-days.ts'
import { UsageError } from './errors.ts'

/** On which days a chart appears. */
export interface Calendar {
  cadence: 'daily' | 'weekly'
  /** ISO weekdays, Monday is 1, as digits: `5` or `12345`; null for any day. */
  weekdays: string | null
}

/** The calendar of a chart and where its days begin. */
export interface ChartClock extends Calendar {
  /** IANA name. */
  time_zone: string
  /** Days from the date that a chart describes to the date that it appears. */
  lag_days: number
}

const msPerDay = 86_400_000

/**
 * The chart date of what a source shows at an instant (ISO, UTC): the local date in the chart's time zone, minus
 * its lag, taken back to the newest publishing day.
 */
export function getChartDate(chart: ChartClock, instant: string): string {
  let date = addDays(localDate(instant, chart.time_zone), -chart.lag_days)
  while (!isPublishing(chart, date)) date = addDays(date, -1)
  return date
}

/**
 * The chart dates that the calendar expects from one day to another, both included, oldest first. A weekly chart
 * without a weekday is expected every 7 days from the first.
 */
export function expectedDates(chart: Calendar, from: string, to: string): string[] {
  const step = chart.cadence === 'weekly' && chart.weekdays === null ? 7 : 1
  const dates: string[] = []
  for (let date = from; date <= to; date = addDays(date, step)) {
    if (isPublishing(chart, date)) dates.push(date)
  }
  return dates
}

/** Whether the chart can appear on that day; one without weekdays can on any. */
export function isPublishing(chart: Calendar, date: string): boolean {
  return chart.weekdays === null || chart.weekdays.includes(String(isoWeekday(date)))
}

/** How many issues the calendar expected between two neighbouring observed ones. */
export function missingBetween(chart: Calendar, previous: string, current: string): number {
  const days = daysBetween(previous, current)
  if (chart.weekdays !== null) return expectedDates(chart, addDays(previous, 1), addDays(current, -1)).length
  return Math.max(0, (chart.cadence === 'weekly' ? Math.floor(days / 7) : days) - 1)
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * msPerDay).toISOString().slice(0, 10)
}

/** Days from one date to another; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / msPerDay
}

/** 1 is Monday, 7 Sunday. */
export function isoWeekday(date: string): number {
  return new Date(date).getUTCDay() || 7
}

/** A day that people type. Throws a `UsageError` unless it is a real day as YYYY-MM-DD. */
export function parseChartDate(text: string): string {
  if (!isRealDate(text))
    throw new UsageError(`expected a day as YYYY-MM-DD, e.g. 2026-11-21, got ${JSON.stringify(text)}`)
  return text
}

/**
 * An instant that people type, as ISO text in UTC; a day alone is its first instant. Throws a `UsageError` where it
 * is none, or states a time without a zone.
 */
export function parseInstant(text: string): string {
  const spelled = text
    .replace(/^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z$/i, '$1-$2-$3T$4:$5:$6Z')
    .toUpperCase()
  const [date = '', time] = spelled.split(/T(.*)/s)
  const zoned = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/
  if (!isRealDate(date) || (time !== undefined && !zoned.test(time))) {
    throw new UsageError(
      `expected an instant, e.g. 2026-11-21T06:00Z, 20261121t060000z or 2026-11-21, got ${JSON.stringify(text)}`,
    )
  }
  return new Date(spelled).toISOString()
}

function isRealDate(text: string): boolean {
  return /^[1-9].{9}$/.test(text) && epochDays(text) !== null
}

function localDate(instant: string, time_zone: string): string {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: time_zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const parts = Object.fromEntries(
    format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]),
  )
  return `${parts.year}-${parts.month}-${parts.day}`
}

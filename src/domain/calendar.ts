import { UsageError } from './errors.ts'
import { DAY_MS, epochDays, parseStamp } from './time.ts'

/** The days on which a chart appears. */
export interface Calendar {
  cadence: 'daily' | 'weekly'
  /** ISO weekdays, Monday is 1, as digits: `5` or `12345`; null for any day. */
  weekdays: string | null
}

/** The calendar of a chart, and the time zone and delay of its days. */
export interface ChartClock extends Calendar {
  /** IANA name. */
  time_zone: string
  /** Days from the date that a chart describes to the date that it appears. */
  lag_days: number
}

/**
 * The chart date that a source shows at an instant (ISO, UTC): the local date in the chart's time zone minus its lag,
 * or the last publishing day before that.
 */
export function getChartDate(chart: ChartClock, instant: string): string {
  let date = addDays(localDate(instant, chart.time_zone), -chart.lag_days)
  while (!isPublishing(chart, date)) date = addDays(date, -1)
  return date
}

/**
 * The chart dates that the calendar expects between two dates, both included, oldest first. A weekly chart without
 * weekdays is expected every 7 days from the first date.
 */
export function expectedDates(chart: Calendar, from: string, to: string): string[] {
  const step = chart.cadence === 'weekly' && chart.weekdays === null ? 7 : 1
  const dates: string[] = []
  for (let date = from; date <= to; date = addDays(date, step)) {
    if (isPublishing(chart, date)) dates.push(date)
  }
  return dates
}

/** The dates on which the calendar expects an issue after the one of a date, up to another date, which is included. */
export function expectedAfter(chart: Calendar, date: string, to: string): string[] {
  const step = chart.cadence === 'weekly' && chart.weekdays === null ? 7 : 1
  return expectedDates(chart, addDays(date, step), to)
}

/** Whether the chart can appear on a date; a chart without weekdays can appear on any. */
export function isPublishing(chart: Calendar, date: string): boolean {
  return chart.weekdays === null || chart.weekdays.includes(String(isoWeekday(date)))
}

/** The number of issues that the calendar expects between two observed ones. */
export function missingBetween(chart: Calendar, previous: string, current: string): number {
  const days = daysBetween(previous, current)
  if (chart.weekdays !== null) return expectedDates(chart, addDays(previous, 1), addDays(current, -1)).length
  return Math.max(0, (chart.cadence === 'weekly' ? Math.floor(days / 7) : days) - 1)
}

/** The date some days after another, or before it. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Days from one date to another; negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS
}

/** 1 is Monday, 7 Sunday. */
export function isoWeekday(date: string): number {
  return new Date(date).getUTCDay() || 7
}

/**
 * Checks a date that a person typed. Throws a `UsageError`, which begins with the name of the option if there is one,
 * unless it is a real date as YYYY-MM-DD.
 */
export function parseChartDate(text: string, option: string | null = null): string {
  if (isRealDate(text)) return text
  const problem = /^[1-9]\d{3}-\d\d-\d\d$/.test(text)
    ? `there is no ${text}`
    : `expected a date as YYYY-MM-DD, e.g. 2026-11-21, got ${JSON.stringify(text)}`
  throw new UsageError(option === null ? problem : `${option}: ${problem}`)
}

/**
 * An instant that a person typed, as ISO text in UTC; a date alone is its first instant. Throws a `UsageError` for other
 * text and for a time without a zone.
 */
export function parseInstant(text: string): string {
  const spelled = (parseStamp(text.toLowerCase()) ?? text).toUpperCase()
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
  return text.length === 10 && /^[1-9]/.test(text) && epochDays(text) !== null
}

function localDate(instant: string, time_zone: string): string {
  return createLocalDates(time_zone)(Date.parse(instant))
}

/** Returns the local date of an instant, in milliseconds since 1970. */
export function createLocalDates(time_zone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: time_zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
    return `${parts.year}-${parts.month}-${parts.day}`
  }
}

/** Whether a text is the IANA name of a time zone. */
export function isTimeZone(value: string): boolean {
  // Newer engines also accept offsets such as +01:00, which have no daylight saving time.
  if (!/^[A-Za-z]/.test(value)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

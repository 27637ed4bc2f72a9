import { addDays, isoWeekday } from '../../../../domain/calendar.ts'
import { weekdayNames } from '../../infra/schedule-times.ts'

/** ISO instants; null if there is no run within nine days. */
export interface RunTimes {
  /** The last one, now included. */
  previous: string | null
  next: string | null
}

/**
 * When a schedule last ran and will run next, in its time zone. Reads the two forms that the stack writes, such as
 * `cron(30 6 * * ? *)`; both instants are null for any other expression.
 */
export function runTimes(expression: string, time_zone: string, now: string): RunTimes {
  const times: RunTimes = { previous: null, next: null }
  const match = /^cron\((\d+) (\d+) (?:\* \* \?|\? \* ([A-Z,]+)) \*\)$/.exec(expression)
  if (match === null) return times
  const [, minute = '', hour = '', days] = match
  const weekdays = days?.split(',') ?? weekdayNames
  for (let ahead = -9; ahead <= 9; ahead += 1) {
    const date = addDays(now.slice(0, 10), ahead)
    if (!weekdays.includes(weekdayNames[isoWeekday(date) - 1] ?? '')) continue
    const instant = toInstant(
      `${date}T${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:00.000Z`,
      time_zone,
    )
    if (instant <= now) times.previous = instant
    else times.next ??= instant
  }
  return times
}

/** The instant of a local time, written as if it were UTC. A time that clocks skip in spring counts an hour later. */
function toInstant(local: string, time_zone: string): string {
  const asUtc = Date.parse(local)
  const guess = asUtc - readOffset(asUtc, time_zone)
  // The offset at the guess may differ: it changes twice a year.
  return new Date(asUtc - readOffset(guess, time_zone)).toISOString()
}

/** Milliseconds by which a time zone is ahead of UTC at an instant. */
function readOffset(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const shown = `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}.000Z`
  return Date.parse(shown) - instant
}

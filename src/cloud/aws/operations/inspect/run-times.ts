import { addDays, isoWeekday } from '../../../../domain/calendar.ts'

const weekdayNames = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN']

/** ISO instants; null where there is none within nine days. */
export interface RunTimes {
  /** The last before now. */
  previous: string | null
  next: string | null
}

/** When a schedule as the stack writes them (`cron(30 6 * * ? *)`) ran last and runs next; of any other nothing is known. */
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

/** The instant at which clocks in a time zone show what is written; where they skip it, an hour later. */
function toInstant(written: string, time_zone: string): string {
  const wanted = Date.parse(written)
  const first = wanted - offset(wanted, time_zone)
  // The offset there may be another one than at the first guess: it changes twice a year.
  return new Date(wanted - offset(first, time_zone)).toISOString()
}

/** Milliseconds that the clocks of a time zone are ahead of UTC. */
function offset(instant: number, timeZone: string): number {
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

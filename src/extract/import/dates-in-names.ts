import { epochDays } from '../../domain/time.ts'

const DATE = String.raw`(?<!\d)\d{4}-\d\d-\d\d(?!\d)`

/** The chart date that a file's name states. `ambiguous`: several that are not a range. */
export function dateInName(name: string): string | 'ambiguous' | null {
  // A weekly chart has the last day of its range.
  const range = new RegExp(`${DATE}--(${DATE})`).exec(name)?.[1]
  const official = new RegExp(`-(?:daily|weekly)-(${DATE})(?!--)`).exec(name)?.[1]
  const stated = range ?? official
  if (stated !== undefined && epochDays(stated) !== null) return stated
  const dates = new Set((name.match(new RegExp(DATE, 'g')) ?? []).filter((date) => epochDays(date) !== null))
  return dates.size > 1 ? 'ambiguous' : ([...dates][0] ?? null)
}

/**
 * The instant that a file's name states, as ISO text: a date followed by a time, e.g. `2023-02-18 09:14:55.123`,
 * `2023-02-18T09-14-55Z` or `2023-02-18_0914`; UTC unless it names a zone. An hour alone is not a time.
 */
export function instantInName(name: string): string | null {
  const match = INSTANT.exec(name)?.groups
  if (match === undefined) return null
  const { date = '', hour, minute, second = '00', fraction = '', zone = 'Z' } = match
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const parsed = new Date(`${date}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${offset}`)
  return epochDays(date) === null || Number.isNaN(parsed.getTime()) ? null : parsed.toISOString()
}

const INSTANT = new RegExp(
  String.raw`(?<date>${DATE})[T _+]+(?<hour>[01]\d|2[0-3])(?<colon>[:_.-]?)(?<minute>[0-5]\d)` +
    String.raw`(?:\k<colon>(?<second>[0-5]\d)(?<fraction>\.\d+)?)?(?<zone>Z|[+-]\d\d:?\d\d)?(?![A-Za-z0-9]|-\d)`,
  'i',
)

/** A file's name without its dates and times: what all files of one chart have in common. */
export function withoutDates(name: string): string {
  return name.replace(new RegExp(INSTANT, 'gi'), ' ').replace(new RegExp(DATE, 'g'), ' ').trim()
}

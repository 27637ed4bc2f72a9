import { epochDays } from '../../domain/epoch-days.ts'
import { record } from '../../sources/json/fields.ts'
import type { Playlist } from '../../sources/playlists/read-playlists.ts'

const DATE = String.raw`(?<!\d)\d{4}-\d\d-\d\d(?!\d)`
/** Share of an answer's items that must be of one day for it to be the answer's. */
const SHARE = 0.9

/** The chart date that a file's name states. `ambiguous`: it states several that are no range. */
export function dateInName(name: string): string | 'ambiguous' | null {
  // The last day of a range is what a weekly chart is called by.
  const range = new RegExp(`${DATE}--(${DATE})`).exec(name)?.[1]
  const official = new RegExp(`-(?:daily|weekly)-(${DATE})(?!--)`).exec(name)?.[1]
  const stated = range ?? official
  if (stated !== undefined && epochDays(stated) !== null) return stated
  const dates = new Set((name.match(new RegExp(DATE, 'g')) ?? []).filter((date) => epochDays(date) !== null))
  return dates.size > 1 ? 'ambiguous' : ([...dates][0] ?? null)
}

/**
 * The instant that a file's name states, as ISO text: a date with a time behind it, e.g. `2023-02-18 09:14:55.123`,
 * `2023-02-18T09-14-55Z` or `2023-02-18_0914`; UTC unless it says otherwise. Hours alone are no time.
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

/** The day on which nine of ten items of every playlist were added; null where there is none. */
export function sharedDate(playlists: Playlist[]): string | null {
  const dates = new Set(playlists.map(({ items }) => dateOfItems(items ?? [])))
  return dates.size === 1 ? ([...dates][0] ?? null) : null
}

function dateOfItems(items: unknown[]): string | null {
  const counts = new Map<string, number>()
  for (const item of items) {
    const added_at = record(item)?.added_at
    if (typeof added_at !== 'string' || epochDays(added_at) === null) continue
    const date = added_at.slice(0, 10)
    counts.set(date, (counts.get(date) ?? 0) + 1)
  }
  const [date, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [null, 0]
  return count >= SHARE * items.length ? date : null
}

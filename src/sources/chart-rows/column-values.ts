import { instant, isrc } from '../json/fields.ts'
import { type GivenId, type IdKind, readId } from './id-values.ts'
import { readDay } from './read-days.ts'
import { isNone, readPosition } from './read-numbers.ts'
import { splitList } from './split-list.ts'

/** Rows in which a column must hold what its name says: nine of ten. */
export function isNineOfTen(count: number, rows: number): boolean {
  return rows > 0 && 10 * count >= 9 * rows
}

/** True where nine of ten texts that are not blank are as expected; also where all are blank. */
export function holdsMostly(values: string[], isExpected: (value: string) => boolean): boolean {
  const given = values.filter((value) => value.trim() !== '')
  return given.length === 0 || isNineOfTen(given.filter(isExpected).length, given.length)
}

export const isDay = (value: string): boolean =>
  readDay(value) !== null || readDay(value, 'dmy') !== null || readDay(value, 'mdy') !== null

export const isCount = (value: string): boolean => readPosition(value) >= 0 || isNone(value)

export const isIsrc = (value: string): boolean => isrc(value.trim()) !== null

/** An instant as programs write it, or a day; in UTC unless it names a zone. Null for other text. */
export function readInstant(text: string): string | null {
  const given = text.trim()
  if (instant(given) !== null) return given
  const match = INSTANT.exec(given)?.groups
  if (match === undefined) {
    const day = readDay(given)
    return day === null || day.isRange ? null : `${new Date(day.days * 86_400_000).toISOString()}`
  }
  const { date, time = '', second = ':00', fraction = '', zone = 'Z' } = match
  const offset = /^z|utc$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const parsed = new Date(`${date}T${time}${second}${fraction.slice(0, 4)}${offset}`)
  return Number.isNaN(parsed.getTime()) ? null : parsed.toISOString()
}

const INSTANT =
  /^(?<date>\d{4}-\d\d-\d\d)[T ](?<time>\d\d:\d\d)(?<second>:\d\d)?(?<fraction>\.\d+)? ?(?<zone>Z|UTC|[+-]\d\d:?\d\d)?$/i

/** The unit of a column of durations, by its name and its values; `clock` is 3:20. */
export type DurationUnit = 'ms' | 's' | 'clock'

export function findDurationUnit(name: readonly string[], values: string[]): DurationUnit | null {
  const given = values.filter((value) => value.trim() !== '')
  if (given.length > 0 && holdsMostly(given, (value) => CLOCK.test(value.trim()))) return 'clock'
  const numbers = given.map(Number).filter((value) => value >= 0)
  if (!isNineOfTen(numbers.length, given.length)) return null
  if (name.includes('ms') || name.includes('milliseconds')) return 'ms'
  if (name.some((word) => SECONDS.includes(word))) return 's'
  // No song has 3 hours, and none has 10 seconds.
  const middle = numbers.sort((a, b) => a - b)[numbers.length >> 1] ?? 0
  return middle < 10_000 ? 's' : 'ms'
}

const CLOCK = /^(?:(\d+):)?(\d{1,3}):(\d\d)(?:\.\d+)?$/
const SECONDS = ['s', 'sec', 'seconds']

/** Milliseconds; null for another text. */
export function readDuration(text: string, unit: DurationUnit): number | null {
  const given = text.trim()
  if (given === '') return null
  const clock = CLOCK.exec(given)
  const milliseconds =
    unit === 'clock'
      ? clock === null
        ? Number.NaN
        : ((Number(clock[1] ?? 0) * 60 + Number(clock[2])) * 60 + Number(clock[3])) * 1000
      : Number(given) * (unit === 's' ? 1000 : 1)
  return milliseconds > 0 && milliseconds < 2 ** 31 ? Math.round(milliseconds) : null
}

/**
 * How well a column holds ids; null where it holds none. Lower is better: ids of a site, then UUIDs, then numbers. Rows
 * without any text, and those of local files, do not count, unless they are the most.
 */
export function rankIds(
  values: string[],
  kind: IdKind,
  options: { isYoutube: boolean; isNamedId: boolean },
): number | null {
  const given = values.filter((value) => value.trim() !== '' && !/^\s*spotify:local:/.test(value))
  const forms = given.map((value) =>
    kind === 'artist' ? readIdList(value)[0]?.form : readId(value, kind, options)?.form,
  )
  const ids = forms.filter((form) => form !== undefined && (form !== 'link' || options.isNamedId))
  if (!isNineOfTen(ids.length, given.length) || 2 * ids.length < values.length) return null
  const isNumber = ids.filter((form) => form === 'number').length * 2 > ids.length
  const isForeign = ids.filter((form) => form === 'link' || form === 'uri').length * 2 > ids.length
  return isNumber || isForeign ? 2 : ids[0] === 'uuid' ? 1 : 0
}

/** The ids in a list of artists' ids, null in the place of another text. Empty where no text is an id. */
export function readIdList(text: string): (GivenId | null)[] {
  const ids = splitList(text).map((part) => {
    const id = readId(part, 'artist')
    return id === null || id.form === 'link' ? null : id
  })
  return ids.some((id) => id !== null) ? ids : []
}

/** True where the ids of a column count its rows, as the first column of many tables does. */
export function countsRows(values: string[]): boolean {
  const numbers = values.map((value) => readPosition(value))
  let steps = 0
  for (let at = 1; at < numbers.length; at++) {
    if (numbers[at] === (numbers[at - 1] as number) + 1 && numbers[at] !== 0) steps++
  }
  return numbers.length < 2 || isNineOfTen(steps, numbers.length - 1)
}

/** True where one id names several songs in more than a tenth of the rows. */
export function isShared(ids: string[], songs: string[]): boolean {
  const known = new Map<string, string>()
  let other = 0
  let given = 0
  for (const [at, id] of ids.entries()) {
    const song = songs[at] as string
    if (id.trim() === '' || song === '') continue
    given++
    const first = known.get(id)
    if (first === undefined) known.set(id, song)
    else if (first !== song) other++
  }
  return 10 * other > given
}

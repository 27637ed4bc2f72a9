import { epochDays, isoDate } from '../../domain/time.ts'
import {
  createAmbiguousDay,
  type DayOrder,
  findDays,
  findNamedMonths,
  readDay,
} from '../../sources/chart-rows/read-days.ts'

export interface NameReading {
  /** The order of day and month in `05-01-2026`. */
  order?: DayOrder | null
  /** ISO date up to which ten digits are seconds since 1970; without it they never are. */
  latest?: string | undefined
}

/** The day that a name states. */
export interface NamedDay {
  date: string
  /** The range whose last day it is, as it is written. */
  range: string | null
}

const YEAR_FIRST = String.raw`(?<!\d)\d{4}(?:-\d\d?-|_\d\d?_|\.\d\d?\.)\d\d?(?!\d)`
const YEAR_LAST = String.raw`(?<![\d]|\d[-._])\d\d?(?:-\d\d?-|_\d\d?_|\.\d\d?\.)(?:19|20)\d\d(?!\d|[-._]\d\d?[-._]\d)`
/** Eight digits, which a time may follow at once. */
const COMPACT = String.raw`(?<!\d)(?:19|20)\d{6}(?=(?:\d{4}(?:\d\d)?)?(?!\d))`
const DATE = `(?:${YEAR_FIRST}|${YEAR_LAST}|${COMPACT})`
const DASHED = String.raw`(?<!\d)\d{4}-\d\d-\d\d(?!\d)`
const EPOCH = String.raw`(?<![\da-zA-Z])\d{10}(?![\da-zA-Z])`
/** 2008-01-01 in seconds. */
const FIRST_EPOCH = 1_199_145_600

/** Two days with a sign or a word between them. */
const RANGE = new RegExp(`(${DATE})(?:--| - |_-_|[.][.]|–|[ _-]to[ _-])(${DATE})`, 'i')

/**
 * The chart date that a file's name states. `ambiguous`: several that are not a range. Throws `UnreadableError` for a day
 * that can be read in two ways.
 */
export function findNamedDay(name: string, reading: NameReading = {}): NamedDay | 'ambiguous' | null {
  const order = reading.order ?? null
  // A weekly chart has the last day of its range.
  const range = RANGE.exec(name)
  const [written, first = '', last = ''] = range ?? []
  const [from, to] = [readToken(first, order), readToken(last, order)]
  const isRange = from !== null && to !== null && from <= to
  // `from … to …` may also be the span of many issues.
  if (written !== undefined && isRange && (!/to/i.test(written) || countDays(from, to) <= 7))
    return { date: to, range: written }
  const official = new RegExp(`-(?:daily|weekly)-(${DASHED})(?!--)`).exec(name)?.[1]
  if (official !== undefined && epochDays(official) !== null) return { date: official, range: null }
  const tokens = listDayTokens(name)
  const days = new Set<string>([
    ...tokens.flatMap((token) => readToken(token, order) ?? []),
    ...listEpochs(name, reading).map((instant) => instant.slice(0, 10)),
  ])
  const open = tokens.find((token) => readToken(token, order) === null && isOpen(token))
  if (open !== undefined) {
    if (days.size > 0) return 'ambiguous'
    throw createAmbiguousDay(open)
  }
  if (days.size === 0) for (const day of findDays(name.replaceAll('_', ' '), order)) days.add(isoDate(day))
  if (days.size > 1) return 'ambiguous'
  const [date] = days
  return date === undefined ? null : { date, range: null }
}

function countDays(from: string, to: string): number {
  return (epochDays(to) ?? 0) - (epochDays(from) ?? 0)
}

/** What may be days in a name, as it is written. */
export function listDayTokens(name: string): string[] {
  return name.match(new RegExp(DATE, 'g')) ?? []
}

function readToken(token: string, order: DayOrder | null): string | null {
  const day = readDay(token, order)
  return day === null ? null : isoDate(day.days)
}

function isOpen(token: string): boolean {
  return readDay(token, 'dmy') !== null && readDay(token, 'mdy') !== null
}

/** Instants that are written as seconds since 1970, from 2008 to the latest day. */
function listEpochs(name: string, { latest }: NameReading): string[] {
  if (latest === undefined) return []
  const seconds = (name.match(new RegExp(EPOCH, 'g')) ?? []).map(Number)
  return seconds
    .filter((each) => each >= FIRST_EPOCH)
    .map((each) => new Date(each * 1000).toISOString())
    .filter((instant) => instant.slice(0, 10) <= latest)
}

/**
 * The instant that a file's name states, as ISO text: a date followed by a time, e.g. `2023-02-18 09:14:55.123`,
 * `2023-02-18T09-14-55Z`, `20230218_091455` or `2023-02-18_0914`, or seconds since 1970; UTC unless it names a zone. An
 * hour alone is not a time.
 */
export function instantInName(name: string, reading: NameReading = {}): string | null {
  const match = INSTANT.exec(name)?.groups
  if (match === undefined) {
    const epochs = listEpochs(name, reading)
    return epochs.length === 1 ? (epochs[0] ?? null) : null
  }
  const { date: written = '', hour, minute, second = '00', fraction = '', zone = 'Z' } = match
  const date = readToken(written, null)
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`
  const parsed = new Date(`${date}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${offset}`)
  return date === null || Number.isNaN(parsed.getTime()) ? null : parsed.toISOString()
}

const INSTANT = new RegExp(
  String.raw`(?<date>${YEAR_FIRST}|${COMPACT})(?:[T _+]+|(?<=(?<!\d)\d{8}))` +
    String.raw`(?<hour>[01]\d|2[0-3])(?<colon>[:_.-]?)(?<minute>[0-5]\d)` +
    String.raw`(?:\k<colon>(?<second>[0-5]\d)(?<fraction>\.\d+)?)?(?<zone>Z|[+-]\d\d:?\d\d)?(?![A-Za-z0-9]|-\d)`,
  'i',
)

/** A file's name without its dates and times: what all files of one chart have in common. */
export function withoutDates(name: string, reading: NameReading = {}): string {
  const isEpoch = (digits: string) => listEpochs(digits, reading).length > 0
  const isDay = (token: string) => readDay(token, 'dmy') !== null || readDay(token, 'mdy') !== null
  return (listDayTokens(name).length === 0 ? withoutNamedDays(name) : name)
    .replace(new RegExp(RANGE, 'gi'), (range, first, last) => (isDay(first) && isDay(last) ? ' ' : range))
    .replace(new RegExp(INSTANT, 'gi'), ' ')
    .replace(new RegExp(DATE, 'g'), (token) => (isDay(token) ? ' ' : token))
    .replace(new RegExp(EPOCH, 'g'), (digits) => (isEpoch(digits) ? ' ' : digits))
    .trim()
}

/** Without days such as `5_Feb_2024`. */
function withoutNamedDays(name: string): string {
  let rest = name
  for (const { start, end } of findNamedMonths(name.replaceAll('_', ' ')))
    rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end)
  return rest
}

/** The day of the nearest folder that names one: `dt=2026-01-05`, or `2026/01/05` in three folders. */
export function findFolderDay(path: string, reading: NameReading): NamedDay | null {
  const folders = path.split(/[/\\]+/).slice(0, -1)
  for (let end = folders.length; end > 0; end--) {
    const found = findNamedDay(folders[end - 1] ?? '', reading)
    if (found !== null) return found === 'ambiguous' || found.range !== null ? null : found
    const nested = /^(?:y|year)?=?(\d{4})\/(?:m|month)?=?(\d\d?)\/(?:d|day)?=?(\d\d?)$/i.exec(
      folders.slice(end - 3, end).join('/'),
    )
    const date = nested === null ? null : readToken(nested.slice(1).join('-'), null)
    if (date !== null) return { date, range: null }
  }
  return null
}

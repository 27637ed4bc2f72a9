import { text } from '../../json/fields.ts'
import type { ExportRow, PlayedSong, PlayForm } from '../play.ts'

/** 2002-10-01, when Last.fm began: older times come from clocks that were not set. */
const EARLIEST = 1_033_430_400_000

interface PlayFields {
  form: PlayForm
  /** Milliseconds since 1970; NaN for a time that cannot be read. */
  time: number
  played_ms?: number | null
  stamp?: number | null
  title: unknown
  /** A text, or a list of names. */
  artists: unknown
  album?: unknown
  url?: string | null
  isrc?: string | null
  recording_mbid?: unknown
}

/** A play, or the reason why the row is left out. */
export function toPlay({ form, time, played_ms = null, stamp = null, ...names }: PlayFields): ExportRow {
  const song = readSong(form, names)
  if (song === null) return 'no_name'
  if (!Number.isFinite(time)) return 'unreadable'
  if (time < EARLIEST) return 'too_early'
  return { time: Math.round(time), played_ms, stamp, song }
}

function readSong(form: PlayForm, names: Omit<PlayFields, 'form' | 'time'>): PlayedSong | null {
  const title = readName(names.title)
  const given = Array.isArray(names.artists) ? names.artists : [names.artists]
  const artists = given.map(readName).filter((name) => name !== null)
  if (title === null || artists.length === 0) return null
  return {
    form,
    title,
    artists,
    album: readName(names.album),
    url: names.url ?? null,
    isrc: names.isrc ?? null,
    recording_mbid: readName(names.recording_mbid)?.toLowerCase() ?? null,
  }
}

function readName(value: unknown): string | null {
  return text(value)?.trim() ?? null
}

/** Milliseconds since 1970 of seconds, as a number or a text; NaN for anything else. */
export function readSeconds(value: unknown): number {
  return readNumber(value) * 1000
}

/** A number, or a text of digits; NaN for anything else. */
export function readNumber(value: unknown): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : Number.NaN
}

/** Whole milliseconds from 0; null for anything else. */
export function readMs(value: unknown): number | null {
  const ms = Math.round(readNumber(value))
  return ms >= 0 && ms < 2 ** 31 ? ms : null
}

/** An instant in ISO form with a zone, e.g. `2026-10-18T22:30:00Z`; NaN for anything else. */
export function readIsoTime(value: unknown): number {
  return typeof value === 'string' && ISO.test(value) ? Date.parse(value) : Number.NaN
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/

/** `2026-10-25 22:59` or `2026-10-25 22:59:30`, in UTC; NaN for anything else. */
export function readPlainTime(value: unknown): number {
  const [, date, time] =
    typeof value === 'string' ? (/^(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?)$/.exec(value) ?? []) : []
  return date === undefined ? Number.NaN : Date.parse(`${date}T${time}Z`)
}

/** `25 Oct 2026, 22:59`, with or without the comma, in UTC; NaN for anything else. Months are English in every language. */
export function readDayTime(value: string): number {
  const [, day, month = '', year, time] =
    /^(\d\d?) ([A-Z][a-z]{2}) (\d{4}),? (\d\d:\d\d(?::\d\d)?)$/.exec(value.trim()) ?? []
  const number = MONTHS.indexOf(month) + 1
  if (day === undefined || number === 0) return Number.NaN
  return Date.parse(`${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}T${time}Z`)
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

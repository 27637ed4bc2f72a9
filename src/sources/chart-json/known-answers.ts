import { UnreadableError } from '../../domain/errors.ts'
import { isoDate } from '../../domain/time.ts'
import { readDay } from '../chart-rows/read-days.ts'
import { list, record, text } from '../json/fields.ts'
import { type JsonTable, writeTable } from './json-table.ts'

/** The table of an answer whose source is known by its shape; null for any other value. */
export function readKnownAnswer(value: unknown): JsonTable | null {
  return readMostPlayed(value) ?? readSitewide(value)
}

/** The feed of most played songs of Apple Music in a country. The place in the list is the position. */
function readMostPlayed(value: unknown): JsonTable | null {
  const feed = record(record(value)?.feed)
  const results = feed?.results
  const path = /\/api\/v\d+\/([a-z]{2})\/music\/([a-z-]+)\//.exec(text(feed?.id) ?? '')
  if (feed === null || !Array.isArray(results) || path === null) return null
  const rows = results.map(record)
  const kinds = new Set(rows.map((row) => text(row?.kind)))
  if (!kinds.has('songs') || kinds.size > 1) {
    const [kind] = kinds
    throw new UnreadableError(
      `a feed of Apple Music that is not a chart of songs${kind ? `, but of ${kind}` : ''}`,
    )
  }
  const country = text(feed.country)?.toLowerCase() ?? path[1]
  const date = readFeedDay(text(feed.updated) ?? '')
  const header = [
    'chart_date',
    'position',
    'name',
    'artistName',
    'id',
    'artistId',
    'url',
    'releaseDate',
    'explicit',
  ]
  const records = rows.map((row, at) => {
    const show = (key: string) => showValue(row?.[key])
    const explicit = /^expl/i.test(show('contentAdvisoryRating')) ? 'true' : ''
    return [date, String(at + 1), ...header.slice(2, -1).map(show), explicit]
  })
  return {
    body: writeTable(header, records),
    columns: {
      date: 'chart_date',
      position: 'position',
      song: 'name',
      artist: 'artistName',
      id: 'id',
      artist_ids: 'artistId',
      url: 'url',
    },
    source: 'apple-music',
    chart: `${country}-${path[2]}`,
    cadence: 'daily',
    notes: ['the position of a song is its place in the list'],
  }
}

/** `Sat, 1 Aug 2026 09:00:00 +0000`, or an instant. */
export function readFeedDay(updated: string): string {
  const day = readDay(updated) ?? readDay(updated.replace(/\s+\d\d?:\d\d.*$/, ''))
  if (day === null)
    throw new UnreadableError(`a feed of Apple Music without the day of its update, got "${updated}"`)
  return isoDate(day.days)
}

/** The most listened recordings of a week on ListenBrainz. `isrcs`: those of its recordings, by MBID. */
export function readSitewide(
  value: unknown,
  isrcs: ReadonlyMap<string, string> = new Map(),
): JsonTable | null {
  const payload = record(record(value)?.payload)
  const recordings = payload?.recordings
  if (payload === null || !Array.isArray(recordings) || !('to_ts' in payload)) return null
  const range = text(payload.range) ?? 'week'
  if (text(payload.user_id) !== null) {
    throw new UnreadableError('the recordings of one user of ListenBrainz, which are not a chart')
  }
  if (!/week$/.test(range)) {
    throw new UnreadableError(
      `recordings of ListenBrainz over the range ${range}, which are not a chart of a week`,
    )
  }
  const date = readLastDay(payload.to_ts)
  if (date === null) throw new UnreadableError('an answer of ListenBrainz without its last day in to_ts')
  if (recordings.length === 0) throw new UnreadableError('an answer of ListenBrainz without recordings')
  const first = Number.isInteger(payload.offset) ? (payload.offset as number) : 0
  const hasIsrcs = isrcs.size > 0
  const header = ['chart_date', 'position', ...COLUMNS, 'artist_mbids', ...(hasIsrcs ? ['isrc'] : [])]
  const records = recordings
    .map(record)
    .map((row, at) => [
      date,
      String(first + at + 1),
      ...COLUMNS.map((key) => showValue(row?.[key])),
      list(row?.artist_mbids).map(showValue).join(';'),
      ...(hasIsrcs ? [isrcs.get(showValue(row?.recording_mbid)) ?? ''] : []),
    ])
  return {
    body: writeTable(header, records),
    columns: {
      date: 'chart_date',
      position: 'position',
      song: 'track_name',
      artist: 'artist_name',
      id: 'recording_mbid',
      artist_ids: 'artist_mbids',
      album: 'release_name',
      album_id: 'release_mbid',
      listens: 'listen_count',
      ...(hasIsrcs ? { isrc: 'isrc' } : {}),
    },
    source: 'listenbrainz',
    chart: 'sitewide',
    cadence: 'weekly',
    notes: ['the position of a song is its place in the list'],
  }
}

/** The day of `to_ts`, in seconds since 1970; null for other values. */
export function readLastDay(to_ts: unknown): string | null {
  const seconds = Number(to_ts)
  return seconds > 0 && seconds < 1e11 ? isoDate(Math.floor(seconds / 86_400)) : null
}

const COLUMNS = [
  'track_name',
  'artist_name',
  'recording_mbid',
  'release_name',
  'release_mbid',
  'listen_count',
]

function showValue(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

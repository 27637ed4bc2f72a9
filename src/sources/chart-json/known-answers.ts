import { UnreadableError } from '../../domain/errors.ts'
import { isoDate } from '../../domain/time.ts'
import { list, record, showText, text } from '../json/fields.ts'
import { readItunesFeed, readMostPlayed } from './apple-feeds.ts'
import { type JsonTable, writeTable } from './json-table.ts'

/** The table of an answer whose source is known by its shape; null for any other value. */
export function readKnownAnswer(value: unknown): JsonTable | null {
  return readMostPlayed(value) ?? readItunesFeed(value) ?? readSitewide(value)
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
      ...COLUMNS.map((key) => showText(row?.[key])),
      list(row?.artist_mbids).map(showText).join(';'),
      ...(hasIsrcs ? [isrcs.get(showText(row?.recording_mbid)) ?? ''] : []),
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

import { DAY_MS } from '../../../domain/time.ts'
import { record } from '../../json/fields.ts'
import type { ExportRow } from '../play.ts'
import { type ExportPart, hasKeys, type RecognisedPart } from './export-part.ts'
import { readJsonItems } from './part-text.ts'
import { readIsoTime, readMs, readNumber, readPlainTime, toPlay } from './row-values.ts'

type Fields = Record<string, unknown>

/** Both forms of the privacy export of Spotify: a year with minutes, or everything with seconds. */
export function recogniseSpotify(name: string, start: string): RecognisedPart | null {
  if (hasKeys(start, 'ts', 'ms_played')) {
    const isVideo = /video/i.test(name)
    return {
      form: 'spotify-extended',
      title: isVideo ? 'Spotify, video history' : 'Spotify, extended streaming history',
      rows: (part) => readRows(part, isVideo ? () => 'video' : readExtended),
    }
  }
  const isEmpty = /^\s*\[\s*\]\s*$/.test(start) && /^(?:Streaming_?History|endsong)/i.test(name)
  if (!isEmpty && !hasKeys(start, 'endTime', 'msPlayed')) return null
  const isPodcast = /podcast/i.test(name)
  const note = 'this kind of file does not say what is a podcast, so a podcast counts as a song'
  return {
    form: 'spotify-short',
    title: isPodcast ? 'Spotify, podcast history' : 'Spotify, streaming history of a year',
    ...(isPodcast || /music/i.test(name) ? {} : { note }),
    rows: (part) => readRows(part, isPodcast ? () => 'not_music' : readShort),
  }
}

async function* readRows(
  part: ExportPart,
  readRow: (fields: Fields) => ExportRow,
): AsyncGenerator<ExportRow> {
  for await (const item of readJsonItems(part)) {
    const fields = record(item)
    yield fields === null ? 'unreadable' : readRow(fields)
  }
}

const NOT_MUSIC = [
  'episode_name',
  'spotify_episode_uri',
  'audiobook_title',
  'audiobook_uri',
  'audiobook_chapter_uri',
]

function readExtended(fields: Fields): ExportRow {
  if (fields.incognito_mode === true) return 'private_session'
  const { master_metadata_track_name: title, master_metadata_album_artist_name: artists } = fields
  if (title == null && NOT_MUSIC.some((key) => fields[key] != null)) return 'not_music'
  const stamp = readIsoTime(fields.ts)
  const played_ms = readMs(fields.ms_played)
  if (played_ms === null) return 'unreadable'
  return toPlay({
    form: 'spotify-extended',
    ...findEnd(fields, stamp, played_ms),
    played_ms,
    title,
    artists,
    album: fields.master_metadata_album_album_name,
    url: readUrl(fields.spotify_track_uri),
  })
}

/** Days after which a play without a connection is noted at most. */
const SYNC_DAYS = 30
/** Above this a number of the export is milliseconds, below it seconds. */
const FIRST_MS = 1e11

/** A play without a connection is noted when the device is online again: its true end follows from its start. */
function findEnd({ offline, offline_timestamp }: Fields, stamp: number, played_ms: number) {
  const number = readNumber(offline_timestamp)
  const start = number > FIRST_MS ? number : number * 1000
  const end = start + played_ms
  const isLate = offline === true && start > 0 && end < stamp && end >= stamp - SYNC_DAYS * DAY_MS
  return isLate ? { time: end, stamp } : { time: stamp }
}

/** Podcasts in this form have the keys of songs. */
function readShort({ endTime, msPlayed, artistName, trackName }: Fields): ExportRow {
  const played_ms = readMs(msPlayed)
  if (played_ms === null) return 'unreadable'
  return toPlay({
    form: 'spotify-short',
    time: readPlainTime(endTime),
    played_ms,
    title: trackName,
    artists: artistName,
  })
}

function readUrl(uri: unknown): string | null {
  const [, id] = typeof uri === 'string' ? (/^spotify:track:([A-Za-z0-9]+)$/.exec(uri) ?? []) : []
  return id === undefined ? null : `https://open.spotify.com/track/${id}`
}

import { list, record } from '../../json/fields.ts'
import type { ExportRow } from '../play.ts'
import { type ExportPart, hasKeys, type RecognisedPart } from './export-part.ts'
import { readCsvRows, readJsonItems, readNamedRows } from './part-text.ts'
import { readDayTime, readNumber, readSeconds, toPlay } from './row-values.ts'

/** Scrobbles of Last.fm: pages of its API, and the files of the tools that export them. */
export function recogniseLastfm(_name: string, start: string): RecognisedPart | null {
  const lines = start.split(/\r?\n|\r/, 2)
  const [first = ''] = lines
  if (isHeader(first, ',', ['uts', 'artist', 'track'])) return describe('CSV of scrobbles', readUtsCsv)
  if (isHeader(first, ';', ['artist', 'track', 'date#'])) return describe('CSV of lastfmstats', readStatsCsv)
  if (isPlainCsv(lines)) {
    return { form: 'lastfm-minutes', title: 'Last.fm, CSV without a header', rows: readPlainCsv }
  }
  if (!/^\s*[[{]/.test(start)) return null
  if (hasKeys(start, 'username', 'scrobbles')) return describe('JSON of lastfmstats', readStatsJson)
  const isPages = /^\s*(?:\[\s*)?\{\s*"(?:recenttracks"\s*:\s*\{|track"\s*:\s*[[{])/.test(start)
  // Whatever comes before the tracks. Loved tracks have a time, too, but no album.
  const hasTracks = isPages || (hasKeys(start, 'date', 'uts', 'album') && !start.includes('"lovedtracks"'))
  return hasTracks && hasKeys(start, 'artist', 'name') ? describe('pages of scrobbles', readPages) : null
}

function describe(what: string, rows: RecognisedPart['rows']): RecognisedPart {
  return { form: 'lastfm', title: `Last.fm, ${what}`, rows }
}

/** `uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid`: the number counts, not the text beside it. */
async function* readUtsCsv(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const row of readNamedRows(part, ',', (name) => name.toLowerCase())) {
    const uts = row.get('uts') ?? ''
    if (uts.trim() === '') yield 'no_date'
    else
      yield scrobble(readSeconds(uts), {
        title: row.get('track'),
        artists: row.get('artist'),
        album: row.get('album'),
      })
  }
}

/** `Artist;Album;AlbumId;Track;Date#user`, without AlbumId in old files. */
async function* readStatsCsv(part: ExportPart): AsyncGenerator<ExportRow> {
  let isFirst = true
  for await (const row of readCsvRows(part, ';')) {
    if (isFirst) {
      isFirst = false
      continue
    }
    const [artists, album] = row
    const [title, date] = row.slice(-2)
    yield row.length < 4 ? 'unreadable' : scrobble(readNumber(date), { title, artists, album })
  }
}

async function* readStatsJson(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const item of readJsonItems(part, 'scrobbles')) {
    const { track: title, artist: artists, album, date } = record(item) ?? {}
    yield scrobble(readNumber(date), { title, artists, album })
  }
}

/** Characters in which the first column of a header ends. */
const LONGEST_NAME = 100

/** Whether the columns of a CSV begin with the first of these names and have columns that begin with the others. */
function isHeader(line: string, delimiter: string, [first = '', ...others]: string[]): boolean {
  // A line can be a whole file of JSON.
  if (!line.slice(0, LONGEST_NAME).toLowerCase().includes(first)) return false
  const columns = line.toLowerCase().replaceAll('"', '').split(delimiter)
  return (
    columns[0]?.trim() === first && others.every((name) => columns.some((column) => column.startsWith(name)))
  )
}

/**
 * No header: artist, album, title, and a day with its time. The first line may be the playing track, without a day. A line
 * can be a whole file of JSON, so it is never searched twice.
 */
function isPlainCsv(lines: string[]): boolean {
  const [first = '', second = ''] = lines
  return isDated(first) || (isUndated(first) && isDated(second))
}

function isDated(line: string): boolean {
  const day = line.search(DATED)
  return day > 0 && line.indexOf(',') < day
}

const DATED = /,"?\d\d? [A-Z][a-z]{2} \d{4},? \d\d:\d\d"?\s*$/

/** Artist, album and title, and nothing after them. */
function isUndated(line: string): boolean {
  return !line.startsWith(',') && line.trimEnd().endsWith(',') && line.split(',').length > 3
}

async function* readPlainCsv(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const row of readCsvRows(part, ',')) {
    const [artists, album, title, date = ''] = row
    if (row.length !== 4) yield 'unreadable'
    else if (date.trim() === '') yield 'no_date'
    else yield scrobble(readDayTime(date), { title, artists, album }, 'lastfm-minutes')
  }
}

/** Answers of `user.getRecentTracks`, a list of pages with their tracks, or the tracks alone. The playing track has no date. */
async function* readPages(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const item of readJsonItems(part)) {
    const fields = record(item)
    const page = record(fields?.recenttracks) ?? fields
    // Libre.fm sends a single track as an object.
    if (page?.track === undefined && page?.name !== undefined) {
      yield readTrack(page)
      continue
    }
    const tracks = Array.isArray(item) ? item : list(page?.track)
    for (const track of tracks.length === 0 && record(page?.track) !== null ? [page?.track] : tracks) {
      yield readTrack(record(track))
    }
  }
}

function readTrack(track: Record<string, unknown> | null): ExportRow {
  if (track === null) return 'unreadable'
  const date = record(track.date)
  if (date === null) return 'no_date'
  return scrobble(readSeconds(date.uts), {
    title: track.name,
    artists: readText(track.artist),
    album: readText(track.album),
  })
}

/** A name is a text, or an object that has it under one of two keys. */
function readText(value: unknown): unknown {
  const fields = record(value)
  return fields === null ? value : (fields['#text'] ?? fields.name)
}

function scrobble(
  time: number,
  names: { title: unknown; artists: unknown; album: unknown },
  form: 'lastfm' | 'lastfm-minutes' = 'lastfm',
): ExportRow {
  return toPlay({ form, time, ...names })
}

import { list, record } from '../../json/fields.ts'
import type { ExportRow } from '../play.ts'
import { type ExportPart, hasKeys, type RecognisedPart } from './export-part.ts'
import { readCsvRows, readJsonItems } from './part-text.ts'
import { readDayTime, readNumber, readSeconds, toPlay } from './row-values.ts'

/** Scrobbles of Last.fm: pages of its API, and the files of the tools that export them. */
export function recogniseLastfm(_name: string, start: string): RecognisedPart | null {
  const lines = start.split(/\r?\n|\r/, 2)
  const [first = ''] = lines
  if (/^"?uts"?,.*"?artist"?,.*"?track"?/i.test(first)) return describe('CSV of scrobbles', readUtsCsv)
  if (/^"?Artist"?;.*"?Track"?;"?Date#/i.test(first)) return describe('CSV of lastfmstats', readStatsCsv)
  if (isPlainCsv(lines)) {
    return { form: 'lastfm-minutes', title: 'Last.fm, CSV without a header', rows: readPlainCsv }
  }
  if (!/^\s*[[{]/.test(start)) return null
  if (hasKeys(start, 'username', 'scrobbles')) return describe('JSON of lastfmstats', readStatsJson)
  const isPages = /^\s*(?:\[\s*)?\{\s*"(?:recenttracks"\s*:\s*\{|track"\s*:\s*[[{])/.test(start)
  return isPages && hasKeys(start, 'artist', 'name') ? describe('pages of scrobbles', readPages) : null
}

function describe(what: string, rows: RecognisedPart['rows']): RecognisedPart {
  return { form: 'lastfm', title: `Last.fm, ${what}`, rows }
}

/** `uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid`: the number counts, not the text beside it. */
async function* readUtsCsv(part: ExportPart): AsyncGenerator<ExportRow> {
  let names: Map<string, number> | null = null
  for await (const row of readCsvRows(part, ',')) {
    if (names === null) {
      names = new Map(row.map((name, index) => [name.trim().toLowerCase(), index]))
      continue
    }
    const cell = (name: string) => row[names?.get(name) ?? -1]
    const uts = cell('uts') ?? ''
    if (uts.trim() === '') yield 'no_date'
    else
      yield scrobble(readSeconds(uts), {
        title: cell('track'),
        artists: cell('artist'),
        album: cell('album'),
      })
  }
}

/** `Artist;Album;AlbumId;Track;Date#user`, without AlbumId in old files. */
async function* readStatsCsv(part: ExportPart): AsyncGenerator<ExportRow> {
  let isHeader = true
  for await (const row of readCsvRows(part, ';')) {
    if (isHeader) {
      isHeader = false
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

/** No header: artist, album, title, and a day with its time. The first line may be the playing track, without a day. */
function isPlainCsv(lines: string[]): boolean {
  const [first = '', second = ''] = lines
  return DATED.test(first) || (/^[^,].*,.*,.*,\s*$/.test(first) && DATED.test(second))
}

const DATED = /,.*,"?\d\d? [A-Z][a-z]{2} \d{4},? \d\d:\d\d"?\s*$/

async function* readPlainCsv(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const row of readCsvRows(part, ',')) {
    const [artists, album, title, date = ''] = row
    if (row.length !== 4) yield 'unreadable'
    else if (date.trim() === '') yield 'no_date'
    else yield scrobble(readDayTime(date), { title, artists, album }, 'lastfm-minutes')
  }
}

/** Answers of `user.getRecentTracks`, or a list of pages with their tracks. The playing track has no date. */
async function* readPages(part: ExportPart): AsyncGenerator<ExportRow> {
  for await (const item of readJsonItems(part)) {
    const fields = record(item)
    const page = record(fields?.recenttracks) ?? fields
    // Libre.fm sends a single track as an object.
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

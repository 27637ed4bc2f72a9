import { isUtf8 } from 'node:buffer'
import { UnreadableError } from '../../domain/errors.ts'
import { type CsvLayout, csvLayout } from '../../sources/chart-csv/csv-columns.ts'
import { type ChartLine, linesIn, readChartLine } from '../../sources/chart-ndjson/ndjson-lines.ts'
import { deezerFormat } from '../../sources/deezer/read-deezer.ts'
import { describeKind, record, text } from '../../sources/json/fields.ts'
import { parseWithoutMarkets } from '../../sources/json/parse-json.ts'
import { datedAnswer, splitDatedLines } from '../../sources/playlists/dated-answers.ts'
import type { Playlist, PlaylistFormat } from '../../sources/playlists/read-playlists.ts'
import { spotifyFormat } from '../../sources/spotify/read-spotify.ts'

/** What a file was found to be, by its content alone. */
export type FileFormat =
  | { reader: 'spotify' | 'deezer'; kind: 'answer'; playlists: Playlist[] }
  | { reader: 'spotify' | 'deezer'; kind: 'lines'; charts: NamedChart[] }
  | { reader: 'chart-ndjson'; kind: 'lines'; charts: NamedChart[]; states_instants: boolean }
  | { reader: 'chart-csv'; kind: 'csv'; layout: CsvLayout; names_tracks: boolean }

/** A chart as a line of a file names it. */
export interface NamedChart {
  id: string | null
  name: string | null
  /** ISO date; null where the line states none that is real. */
  chart_date: string | null
}

const expected = 'expected chart CSV, chart NDJSON, a Deezer playlist or a Spotify playlist'
/** Lines that are looked at to see what a file is. */
const FIRST_LINES = 10

/** Finds out what a file's uncompressed bytes are. Throws `UnreadableError` that says why they are no chart. */
export function recogniseFile(body: Uint8Array): FileFormat {
  if (body.every((byte) => byte <= 0x20)) throw new UnreadableError('the file is empty')
  if (body.includes(0)) throw new UnreadableError(`${expected}, got binary data`)
  if (!isUtf8(body)) throw new UnreadableError('the text is not UTF-8', { advice: 'convert it to UTF-8' })
  const first = body.find((byte) => byte > 0x20 && byte < 0x80)
  return first === 0x7b || first === 0x5b ? jsonFormat(body) : csvFormat(body)
}

function csvFormat(body: Uint8Array): FileFormat {
  try {
    const layout = csvLayout(body)
    const start = Buffer.from(body.subarray(0, 65_536)).toString('utf8')
    const names_tracks = /spotify:track:|open\.spotify\.com\/(?:[a-z-]+\/)?track\//.test(start)
    return { reader: 'chart-csv', kind: 'csv', layout, names_tracks }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    throw new UnreadableError(`${expected}, got text with ${error.message}`, { cause: error })
  }
}

function jsonFormat(body: Uint8Array): FileFormat {
  const dated = splitDatedLines(body)
  if (dated.length > 0) return datedFormat(dated)
  if (isChartNdjson(body)) return chartLinesFormat(body)
  if (isOtherNdjson(body)) {
    throw new UnreadableError(
      `${expected}, got NDJSON with lines other than {chart, date, entries} or {date, playlist}`,
    )
  }
  const answer = parse(body)
  return datedAnswer(answer) === null ? answerFormat(answer) : datedFormat([body])
}

function isChartNdjson(body: Uint8Array): boolean {
  let looked = 0
  for (const line of linesIn(body)) {
    if (looked++ === FIRST_LINES) return false
    if (!('reason' in readChartLine(line))) return true
  }
  return false
}

/** Two lines or more, of which the first is JSON by itself. */
function isOtherNdjson(body: Uint8Array): boolean {
  const [first, second] = linesIn(body)
  if (first === undefined || second === undefined) return false
  try {
    parseWithoutMarkets(first)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function chartLinesFormat(body: Uint8Array): FileFormat {
  const lines: ChartLine[] = []
  for (const line of linesIn(body)) {
    const read = readChartLine(line)
    if (!('reason' in read)) lines.push({ ...read, entries: [] })
  }
  return {
    reader: 'chart-ndjson',
    kind: 'lines',
    charts: lines.map(({ playlist_id, chart, chart_date }) => ({ id: playlist_id, name: chart, chart_date })),
    states_instants: lines.some(({ committed_at }) => committed_at !== null),
  }
}

function datedFormat(lines: Uint8Array[]): FileFormat {
  const found = lines.map((line) => {
    const { date, playlist } = datedAnswer(parse(line)) ?? { date: null, playlist: null }
    const { reader, playlists } = answerFormat(playlist)
    const { id, name } = playlists[0] as Playlist
    return { reader, id, name, chart_date: typeof date === 'string' ? date : null }
  })
  const [reader, other] = new Set(found.map((line) => line.reader))
  if (reader === undefined || other !== undefined)
    throw new UnreadableError('the lines are of two sources, expected one')
  return { reader, kind: 'lines', charts: found }
}

function answerFormat(answer: unknown) {
  refuseOthers(answer)
  const found = (
    [
      ['deezer', deezerFormat, isDeezerTrack],
      ['spotify', spotifyFormat, isSpotifyRow],
    ] as const
  )
    .map(([reader, format, isItem]) => ({ reader, playlists: readPlaylists(format, answer), isItem }))
    .find(({ playlists, isItem }) => playlists.some(({ items }) => items?.some(isItem) ?? false))
  if (found !== undefined)
    return { reader: found.reader, kind: 'answer', playlists: found.playlists } as const
  const bare = readPlaylists(spotifyFormat, answer)[0] ?? readPlaylists(deezerFormat, answer)[0]
  if (bare?.items === null) throw new UnreadableError(`${expected}, got a playlist without its songs`)
  if (bare?.items?.length === 0) throw new UnreadableError(`${expected}, got an empty list`)
  throw new UnreadableError(`${expected}, got ${describeKind(answer)} with other content`)
}

function readPlaylists(format: PlaylistFormat, answer: unknown): Playlist[] {
  return format.readPlaylists(answer)
}

/** Throws for answers that are known, and known to be no chart. */
function refuseOthers(answer: unknown) {
  const fields = record(answer)
  const error = fields?.error
  if (error !== undefined && error !== null) {
    const { status, code, message } = record(error) ?? { message: error }
    const said = [status ?? code, text(message)].filter((part) => part !== undefined && part !== null)
    throw new UnreadableError(`${expected}, got an error: ${said.join(' ') || 'without a message'}`)
  }
  const type = text(fields?.type)
  if (type !== null && type !== 'playlist') throw new UnreadableError(`${expected}, got a single ${type}`)
}

function isSpotifyRow(item: unknown): boolean {
  const row = record(item)
  return row !== null && ('track' in row || 'item' in row)
}

function isDeezerTrack(item: unknown): boolean {
  const track = record(item)
  return track !== null && 'title' in track && 'duration' in track && record(track.artist) !== null
}

function parse(bytes: Uint8Array): unknown {
  try {
    return parseWithoutMarkets(bytes)
  } catch (error) {
    throw new UnreadableError('the JSON is malformed or truncated', { cause: error })
  }
}

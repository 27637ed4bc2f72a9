import { UnreadableError } from '../../domain/errors.ts'
import type { FileContent } from '../file-content.ts'
import {
  countItems,
  type FileFormat,
  type IssueSummary,
  type ItemCounts,
  listNewestNames,
  type NamedChart,
  type RecognisedFile,
  type Releases,
  type Unrecognised,
} from '../file-format.ts'
import { describeForeign } from '../json/fields.ts'
import { parseJsonLines } from '../json/parse-json.ts'
import { splitLines } from '../json/split-lines.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import { datedAnswer } from './dated-answers.ts'
import { describeOther } from './describe-other.ts'
import type { Playlist, PlaylistFormat } from './playlist-format.ts'
import {
  hidesSongs,
  isComplete,
  isWhole,
  nameChart,
  nameCharts,
  parseAnswer,
  playlistReader,
  readDatedPlaylist,
  readItems,
  requireDate,
} from './read-playlists.ts'
import { addReleases, countReleases, sharedDate } from './shared-date.ts'

/** The file format of a source that answers with playlists. Its name is the name of the source. */
export function playlistFileFormat(name: string, title: string, format: PlaylistFormat): FileFormat {
  return {
    name,
    title,
    read: playlistReader(format),
    recognise: (file) => (file.isJson ? recognisePlaylists(name, format, file) : null),
  }
}

function recognisePlaylists(
  name: string,
  format: PlaylistFormat,
  file: FileContent,
): RecognisedFile | Unrecognised | null {
  const first = file.hasMoreLines ? file.parseFirstLine() : undefined
  if (datedAnswer(first) !== null) return recogniseDated(name, format, parseLines(file.body))
  const answer = first === undefined ? file.parse() : parsePlaylistLines(format, file.body)
  if (datedAnswer(answer) !== null) return recogniseDated(name, format, [answer])
  if (answer === null) return null
  const playlists = findPlaylists(format, answer)
  if (playlists === null || 'got' in playlists) return playlists
  const shared_date = sharedDate(playlists)
  const summaries = playlists.map((playlist) => summarise(format, playlist, shared_date))
  return {
    ...{ reader: name, source: name, named_by_file: false, states_instants: false, is_summary: true },
    charts: summaries.map(({ id, name }) => ({ id, name })),
    has_dates: false,
    hidden: countHidden(playlists),
    shared_date,
    report: { used: [], unused: [], notes: playlists.flatMap(remarkOnSize) },
    releases: addReleases(summaries.map(({ releases }) => releases)),
    survey: (header) => surveySummaries(header, summaries),
  }
}

/** What is kept of a playlist: a command has no room for the songs of all its files. */
interface PlaylistSummary extends NamedChart {
  is_whole: boolean
  hides_songs: boolean
  releases: Releases
  /** Or why its items cannot be read. */
  counts: ItemCounts | UnreadableError
}

function summarise(format: PlaylistFormat, playlist: Playlist, shared_date: string | null): PlaylistSummary {
  const { id, name } = playlist
  const kept = { id, name, is_whole: isWhole(playlist), hides_songs: hidesSongs(playlist) }
  try {
    const items = readItems(format, playlist)
    return { ...kept, releases: countReleases(items, shared_date), counts: countItems(items) }
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    return { ...kept, releases: addReleases([]), counts: error }
  }
}

/** The issues, as `read` would return them. Throws `UnreadableError` where it would. */
function* surveySummaries(header: RawHeader, summaries: PlaylistSummary[]): Generator<IssueSummary> {
  const charts = nameCharts(header, summaries)
  const chart_date = requireDate(header.chart_date)
  for (const [index, summary] of summaries.entries()) {
    const { counts } = summary
    if (counts instanceof UnreadableError) throw counts
    yield { chart: charts[index] as string, chart_date, complete: isComplete(header, summary), ...counts }
  }
}

/** The answers of the lines; null where a line has no list of songs. */
function parsePlaylistLines(format: PlaylistFormat, body: Uint8Array): unknown[] | null {
  const isPlaylist = (line: unknown) => format.readPlaylists(line).some(({ items }) => items !== null)
  return parseJsonLines(body, isPlaylist)
}

/** Sizes of a first page. */
const PAGES = [50, 100]

function remarkOnSize({ items, total, states_next }: Playlist): string[] {
  const length = items?.length ?? 0
  if (states_next || !PAGES.includes(length) || (total ?? length) !== length) return []
  return [`the answer has exactly ${length} songs and no \`next\`, so it may be a first page`]
}

function countHidden(playlists: Playlist[]): { shown: number; total: number } | null {
  const [playlist, ...others] = playlists
  if (playlist === undefined || others.length > 0 || !hidesSongs(playlist)) return null
  return { shown: playlist.items?.length ?? 0, total: playlist.total ?? 0 }
}

function* parseLines(body: Uint8Array): Generator<unknown> {
  for (const line of splitLines(body)) yield parseAnswer(line)
}

/** What is kept of a dated playlist: a file of many days never fits into memory as objects. */
interface DatedSummary extends ItemCounts {
  id: string | null
  name: string | null
  chart_date: string
  complete: boolean
}

function recogniseDated(
  name: string,
  format: PlaylistFormat,
  answers: Iterable<unknown>,
): RecognisedFile | Unrecognised | null {
  const lines: DatedSummary[] = []
  for (const answer of answers) {
    const found = findPlaylists(format, datedAnswer(answer)?.playlist)
    if (found === null || 'got' in found) {
      if (lines.length === 0) return found
      throw new UnreadableError(
        `line ${lines.length + 1}: expected a playlist of ${name} as in the lines before it, got ${found?.got ?? 'other content'}`,
      )
    }
    lines.push(summariseDated(format, answer))
  }
  return {
    ...{ reader: name, source: name, named_by_file: false, states_instants: false, is_summary: true },
    charts: listNewestNames(lines),
    has_dates: true,
    shared_date: null,
    survey: (header) => surveyDated(header, lines),
  }
}

function summariseDated(format: PlaylistFormat, answer: unknown): DatedSummary {
  const { chart_date, playlist } = readDatedPlaylist(format, answer)
  const { id, name } = playlist
  return { id, name, chart_date, complete: isWhole(playlist), ...countItems(readItems(format, playlist)) }
}

/** Of several lines for one chart and date the last counts, as in `read`; all items of the others are rejects. */
function surveyDated(header: RawHeader, lines: DatedSummary[]): IssueSummary[] {
  const issues = new Map<string, IssueSummary>()
  for (const { chart_date, complete, entries, rejects, has_too_many_ties, ...named } of lines) {
    const chart = nameChart(header, named)
    const key = `${chart} ${chart_date}`
    const earlier = issues.get(key)
    const superseded = earlier === undefined ? 0 : earlier.entries + earlier.rejects
    issues.set(key, {
      chart,
      chart_date,
      complete: header.complete && complete,
      entries,
      rejects: rejects + superseded,
      has_too_many_ties,
    })
  }
  return [...issues.values()]
}

/** The playlists of an answer that has at least one item of this source. */
function findPlaylists(format: PlaylistFormat, answer: unknown): Playlist[] | Unrecognised | null {
  const got = describeOther(answer)
  if (got !== null) return { got }
  const playlists = format.readPlaylists(answer)
  if (playlists.some(({ items }) => items?.some(format.isItem))) return playlists
  const [first] = playlists
  if (first === undefined) return null
  if (first.items === null) return { got: 'a playlist without its songs' }
  if (first.items.length === 0) return { got: 'an empty list' }
  return { got: describeForeign(answer) }
}

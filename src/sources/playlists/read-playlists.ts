import { UnreadableError } from '../../domain/errors.ts'
import { slug } from '../../domain/text/slug.ts'
import { epochDays, isoDate } from '../../domain/time.ts'
import { record, text, whole } from '../json/fields.ts'
import { parseJsonLines, parseWithoutMarkets } from '../json/parse-json.ts'
import { getChartSettings, getFetchedAt, getHeaderChart } from '../raw/chart-settings.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { ChartIssue, Entry, Reader, Rejected } from '../source.ts'
import { datedAnswer, splitDatedLines } from './dated-answers.ts'
import { joinPages } from './join-pages.ts'
import type { Playlist, PlaylistFormat } from './playlist-format.ts'

export interface Context {
  format: PlaylistFormat
  header: RawHeader
}

/** A playlist and the issue that it is. */
interface DatedPlaylist {
  chart: string
  chart_date: string | null
  playlist: Playlist
}

/**
 * The reader of a source that answers with playlists: one in one or more pages, several in one answer, or NDJSON of
 * `{date, playlist}`.
 */
export function playlistReader(format: PlaylistFormat): Reader {
  return function* read({ header, bodies }) {
    const context = { format, header }
    const lines = bodies.length === 1 ? splitDatedLines(bodies[0] as Uint8Array) : []
    if (lines.length > 0) return yield* readLines(context, lines)
    const answers = bodies.map(parseAnswer)
    const isDated = bodies.length === 1 && datedAnswer(answers[0]) !== null
    yield* isDated ? readLines(context, bodies) : readAnswers(context, answers)
  }
}

/** The value of a body, or the list of the values of its lines. Throws `UnreadableError` where it is not JSON. */
export function parseAnswer(body: Uint8Array): unknown {
  try {
    return parseWithoutMarkets(body)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const lines = parseJsonLines(body)
    if (lines !== null) return lines
    // The engine's message differs from version to version and would change the bytes of the reject.
    throw new UnreadableError('answer that is no JSON', { cause: error })
  }
}

/** Whether an issue of the playlist is complete, as far as the header lets it be. */
export function isComplete(
  { complete, accept_hidden }: RawHeader,
  { is_whole, hides_songs }: { is_whole: boolean; hides_songs: boolean },
): boolean {
  return complete && (is_whole || (accept_hidden === true && hides_songs))
}

/** True where these are all items of the playlist: as many as it states, whatever it says of a next page. */
export function isWhole({ items, offset, total, next }: Playlist): boolean {
  if (items === null || (offset ?? 0) !== 0) return false
  return total === null ? next === null : total === items.length
}

/** True where the source counts more songs than it shows, and has no further page. */
export function hidesSongs({ items, offset, total, next }: Playlist): boolean {
  return items !== null && (offset ?? 0) === 0 && next === null && total !== null && total > items.length
}

function* readAnswers(context: Context, answers: unknown[]): Generator<ChartIssue> {
  const { format, header } = context
  const pages = answers.map((answer) => format.readPlaylists(answer))
  const playlists = pages.length > 1 ? [joinPages(pages.flat())] : pages.flat()
  if (playlists.length === 0 || pages.some((page) => page.length === 0)) {
    throw new UnreadableError(`answer without a list of songs${quoteError(answers)}`)
  }
  if (playlists.length > 1 && header.chart !== null) {
    throw new UnreadableError(`${playlists.length} playlists in one answer, expected one for ${header.chart}`)
  }
  yield* createIssues(context, playlists)
}

/** One issue for each playlist of an answer. Throws `UnreadableError` for one without a name, a date or items. */
function* createIssues(context: Context, playlists: Playlist[]): Generator<ChartIssue> {
  const { header } = context
  const charts = nameCharts(header, playlists)
  for (const [index, playlist] of playlists.entries()) {
    const dated = { chart: charts[index] as string, chart_date: header.chart_date, playlist }
    yield createIssue(context, dated, [])
  }
}

/** The charts of the playlists in one answer, each another one. Throws `UnreadableError` where nothing names one. */
export function nameCharts(header: RawHeader, playlists: Pick<Playlist, 'name' | 'id'>[]): string[] {
  const charts = playlists.map((playlist) => nameChart(header, playlist))
  const taken = new Set<string>()
  return playlists.map(({ id }, index) => {
    const own = charts[index] as string
    // Two playlists of one name would be one chart with each position taken twice. Ids may have the same slug, too.
    const isShared = charts.indexOf(own) !== charts.lastIndexOf(own)
    let chart = isShared ? slug(`${own} ${id ?? index + 1}`) : own
    while (taken.has(chart)) chart = slug(`${chart} ${index + 1}`)
    taken.add(chart)
    return chart
  })
}

/** Of several lines for one chart and date the last counts; the items of the others are rejects. */
function* readLines(context: Context, lines: Uint8Array[]): Generator<ChartIssue> {
  const byIssue = new Map<string, Uint8Array[]>()
  // Lines are parsed twice, so that a file of many days is never in memory as objects.
  for (const line of lines) {
    const { chart, chart_date } = readLine(context, line)
    const key = `${chart} ${chart_date}`
    byIssue.set(key, [...(byIssue.get(key) ?? []), line])
  }
  for (const group of byIssue.values()) {
    const read = group.map((line) => readLine(context, line))
    yield createIssue(context, read.pop() as DatedPlaylist, read)
  }
}

/** The message of an error that was stored instead of an answer. */
function quoteError(answers: unknown[]): string {
  const message = text(record(record(answers[0])?.error)?.message)
  return message === null ? '' : `: it says "${message}"`
}

function readLine({ format, header }: Context, line: Uint8Array): DatedPlaylist {
  const { chart_date, playlist } = readDatedPlaylist(format, parseAnswer(line))
  return { chart: nameChart(header, playlist), chart_date, playlist }
}

/** Reads `{date, playlist}`. Throws `UnreadableError` where the date is not real or the playlist is not one. */
export function readDatedPlaylist(
  format: PlaylistFormat,
  answer: unknown,
): { chart_date: string; playlist: Playlist } {
  const dated = datedAnswer(answer)
  const date = text(dated?.date) ?? ''
  const days = epochDays(date)
  if (days === null) throw new UnreadableError(`line without a date, expected YYYY-MM-DD, got "${date}"`)
  const [playlist, ...others] = format.readPlaylists(dated?.playlist)
  if (playlist === undefined || others.length > 0) {
    const count = playlist === undefined ? 0 : others.length + 1
    throw new UnreadableError(`line of ${date} with ${count} playlists, expected one`)
  }
  return { chart_date: isoDate(days), playlist }
}

/** The slug of a playlist's chart. Throws `UnreadableError` where nothing names it. */
export function nameChart(header: RawHeader, { name, id }: Pick<Playlist, 'name' | 'id'>): string {
  const own = getHeaderChart(header, id)
  const chart = own ?? name ?? id
  if (chart === null) throw new UnreadableError('playlist without name and id: say which chart it is')
  return own ?? slug(chart)
}

function createIssue(
  { format, header }: Context,
  dated: DatedPlaylist,
  superseded: DatedPlaylist[],
): ChartIssue {
  const { chart, playlist } = dated
  const chart_date = requireDate(dated.chart_date)
  const items = readItems(format, playlist)
  return {
    chart,
    chart_date,
    fetched_at: getFetchedAt(header, chart_date),
    settings: getChartSettings(header, chart, playlist.name),
    chart_size: items.length,
    complete: isComplete(header, { is_whole: isWhole(playlist), hides_songs: hidesSongs(playlist) }),
    credits_complete: format.hasAllCredits(playlist.items ?? []),
    source_version: playlist.version,
    source_url: header.pages[0]?.url ?? playlist.url,
    items: [...items, ...superseded.flatMap(supersededItems)],
  }
}

/** Throws `UnreadableError` where an answer that states no date has none. */
export function requireDate(chart_date: string | null): string {
  if (chart_date !== null) return chart_date
  throw new UnreadableError('answer without a date: say which day it describes')
}

/** Every item as an entry or a reject. Throws `UnreadableError` for a playlist without items. */
export function readItems(format: PlaylistFormat, playlist: Playlist): (Entry | Rejected)[] {
  if (playlist.items === null) throw new UnreadableError('playlist without its items')
  const first = firstPosition(playlist)
  return playlist.items.map((item, index) => format.readItem(item, first + index))
}

function supersededItems({ playlist }: DatedPlaylist): Rejected[] {
  const first = firstPosition(playlist)
  const detail = 'a later line describes the same chart and date'
  return (playlist.items ?? []).map((item, index) => ({
    position: first + index,
    reason: 'superseded',
    detail,
    item,
  }))
}

function firstPosition({ offset, items }: Playlist): number {
  const before = offset ?? 0
  if (whole(before + (items?.length ?? 0)) !== null) return before + 1
  throw new UnreadableError(`page that begins at ${before}: no chart is that long`)
}

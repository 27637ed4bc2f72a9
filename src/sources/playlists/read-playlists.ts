import { epochDays, isoDate } from '../../domain/epoch-days.ts'
import { UnreadableError } from '../../domain/errors.ts'
import { slug } from '../../domain/text/slug.ts'
import { record, text, whole } from '../json/fields.ts'
import { parseWithoutMarkets } from '../json/parse-json.ts'
import { fetchedAt, getChartSettings } from '../raw/chart-settings.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { ChartIssue, Entry, Reader, Rejected } from '../source.ts'
import { datedAnswer, splitDatedLines } from './dated-answers.ts'

/** A list of songs as an answer holds it, whatever it was wrapped in. */
export interface Playlist {
  id: string | null
  name: string | null
  /** The source's own version of the list. */
  version: string | null
  url: string | null
  /** Items of the whole list, where the answer says so. */
  total: number | null
  /** Where the next page is; null on the last. */
  next: string | null
  /** Items before the first of these; null where the answer does not say. */
  offset: number | null
  /** Null where the playlist came without its items. */
  items: unknown[] | null
}

/** What must be known of a source to read its playlists. */
export interface PlaylistFormat {
  /** The playlists in a parsed answer; none where it is no answer of this source. */
  readPlaylists(answer: unknown): Playlist[]
  /** Never throws, whatever the item is. */
  readItem(item: unknown, position: number): Entry | Rejected
  /** Whether the items name every credited artist, not the lead alone. */
  hasAllCredits(items: unknown[]): boolean
}

interface Context {
  format: PlaylistFormat
  header: RawHeader
}

/** A playlist and the issue that it is. */
interface Placed {
  chart: string
  chart_date: string | null
  playlist: Playlist
}

/**
 * The reader of a source that answers with playlists: one in one or more pages, several at once, or NDJSON of
 * `{date, playlist}` that dates its issues itself.
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

/** A parsed body. Throws `UnreadableError` where it is no JSON. */
function parseAnswer(body: Uint8Array): unknown {
  try {
    return parseWithoutMarkets(body)
  } catch (error) {
    // What the engine says differs from version to version, and would go into the bytes of the reject.
    throw new UnreadableError('answer that is no JSON', { cause: error })
  }
}

/** Whether these are all items that their playlist has. */
function isWhole({ items, offset, total, next }: Playlist): boolean {
  return items !== null && (offset ?? 0) === 0 && next === null && (total ?? items.length) === items.length
}

function* readAnswers(context: Context, answers: unknown[]): Generator<ChartIssue> {
  const { format, header } = context
  const pages = answers.map((answer) => format.readPlaylists(answer))
  const playlists = pages.length > 1 ? [joined(pages.flat())] : pages.flat()
  if (playlists.length === 0 || pages.some((page) => page.length === 0)) {
    throw new UnreadableError(`answer without a list of songs${saying(answers)}`)
  }
  if (playlists.length > 1 && header.chart !== null) {
    throw new UnreadableError(`${playlists.length} playlists in one answer, expected one for ${header.chart}`)
  }
  const charts = playlists.map((playlist) => nameChart(header, playlist))
  for (const [index, playlist] of playlists.entries()) {
    const own = charts[index] as string
    // Two playlists of one name would be one chart with each position taken twice.
    const isShared = charts.indexOf(own) !== charts.lastIndexOf(own)
    const chart = isShared ? slug(`${own} ${playlist.id ?? index + 1}`) : own
    yield createIssue(context, { chart, chart_date: header.chart_date, playlist }, [])
  }
}

/** Of several lines for one chart and date the last counts; the items of those before are rejected. */
function* readLines(context: Context, lines: Uint8Array[]): Generator<ChartIssue> {
  const byIssue = new Map<string, Uint8Array[]>()
  // Read twice and kept once, so that a file of many days never stands in memory as objects.
  for (const line of lines) {
    const { chart, chart_date } = readLine(context, line)
    const key = `${chart} ${chart_date}`
    byIssue.set(key, [...(byIssue.get(key) ?? []), line])
  }
  for (const group of byIssue.values()) {
    const read = group.map((line) => readLine(context, line))
    yield createIssue(context, read.pop() as Placed, read)
  }
}

/** What an error says that was kept instead of an answer. */
function saying(answers: unknown[]): string {
  const message = text(record(record(answers[0])?.error)?.message)
  return message === null ? '' : `: it says "${message}"`
}

function readLine({ format, header }: Context, line: Uint8Array): Placed {
  const dated = datedAnswer(parseAnswer(line))
  const date = text(dated?.date) ?? ''
  const days = epochDays(date)
  if (days === null) throw new UnreadableError(`line without a date, expected YYYY-MM-DD, got "${date}"`)
  const playlists = format.readPlaylists(dated?.playlist)
  const [playlist] = playlists
  if (playlist === undefined || playlists.length > 1) {
    throw new UnreadableError(`line of ${date} with ${playlists.length} playlists, expected one`)
  }
  return { chart: nameChart(header, playlist), chart_date: isoDate(days), playlist }
}

/** Pages as one playlist; what the first does not say, e.g. its name, no later one knows better. */
function joined(pages: Playlist[]): Playlist {
  const listed = pages.filter(({ items }) => items !== null)
  const [head, first, last] = [pages[0], listed[0], listed.at(-1)]
  if (head === undefined || first === undefined || last === undefined) {
    throw new UnreadableError('pages without a list of songs')
  }
  const items: unknown[] = []
  for (const page of listed) {
    const expected = (first.offset ?? 0) + items.length
    if ((page.offset ?? expected) !== expected) {
      throw new UnreadableError(`page that begins at ${page.offset}, expected ${expected}`)
    }
    items.push(...(page.items ?? []))
  }
  const { id, name, version, url } = head
  return { id, name, version, url, total: last.total, next: last.next, offset: first.offset, items }
}

function nameChart(header: RawHeader, { name, id }: Playlist): string {
  const own = header.chart ?? (id === null ? undefined : header.playlists?.[id])
  const chart = own ?? name ?? id
  if (chart === null) throw new UnreadableError('playlist without name and id: say which chart it is')
  return own ?? slug(chart)
}

function createIssue({ format, header }: Context, placed: Placed, superseded: Placed[]): ChartIssue {
  const { chart, chart_date, playlist } = placed
  if (chart_date === null) throw new UnreadableError('answer without a date: say which day it describes')
  if (playlist.items === null) throw new UnreadableError('playlist without its items')
  return {
    chart,
    chart_date,
    fetched_at: fetchedAt(header, chart_date),
    settings: getChartSettings(header, chart, playlist.name),
    chart_size: playlist.items.length,
    complete: header.complete && isWhole(playlist),
    credits_complete: format.hasAllCredits(playlist.items),
    source_version: playlist.version,
    source_url: header.pages[0]?.url ?? playlist.url,
    items: [...readItems(format, playlist), ...superseded.flatMap(supersededItems)],
  }
}

function readItems(format: PlaylistFormat, playlist: Playlist): (Entry | Rejected)[] {
  const first = firstPosition(playlist)
  return (playlist.items ?? []).map((item, index) => format.readItem(item, first + index))
}

function supersededItems({ playlist }: Placed): Rejected[] {
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

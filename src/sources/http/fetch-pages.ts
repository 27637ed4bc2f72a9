import { isDeepStrictEqual } from 'node:util'
import { SourceError } from '../../domain/errors.ts'
import { parseWithoutMarkets } from '../json/parse-json.ts'
import type { Playlist, PlaylistFormat } from '../playlists/playlist-format.ts'
import type { RawSnapshot } from '../raw/raw-object.ts'
import type { FetchRequest } from '../source.ts'
import { resolveSameOrigin, showOrigin } from './same-origin.ts'
import type { HttpAnswer } from './send-request.ts'
import { readServerDate } from './server-date.ts'

/** An answer and the playlist, or the page of it, that it holds. */
export interface Page {
  answer: HttpAnswer
  playlist: Playlist
}

const [OBJECT, LIST] = [...Buffer.from('{[')]
const runAgain = 'nothing was stored: run again'

export interface Pages {
  source: string
  reader: string
  format: PlaylistFormat
  request: FetchRequest
  /** Answers so far; the last holds the first songs. */
  first: Page[]
  getPage(url: string): Promise<Page>
  /** Whether the source's own version of the list is still that of the first answer; called after several answers. */
  isUnchanged?(): Promise<boolean>
  /** Milliseconds since 1970. */
  now(): number
  /** True: `Date` headers are believed, however far they are from the clock. */
  isBelieved?: boolean
}

/** Limits of one playlist: the largest of Spotify has 220 pages, and a page has less than 1 MiB. */
const MAX_PAGES = 1_000
const MAX_BYTES = 2 ** 28

/**
 * Follows `next` to the last page. Returns all bodies, untouched, as a raw snapshot. Throws `Incomplete` where songs
 * are missing or more than the total, or where the list has changed between two pages; `TooLarge` where pages do not end.
 */
export async function fetchPages(
  pages: Pages,
  { max_pages = MAX_PAGES, max_bytes = MAX_BYTES } = {},
): Promise<RawSnapshot> {
  const { getPage } = pages
  const all = [...pages.first]
  let page = all.at(-1) as Page
  let rows = countItems(page)
  let bytes = all.reduce((sum, { answer }) => sum + answer.body.length, 0)
  while (page.playlist.next !== null) {
    const { total } = page.playlist
    if (total !== null && rows >= total) throw incomplete(pages, `it has ${total} songs, but more pages`)
    const url = resolveNext(pages, page.playlist.next, page.answer.url)
    if (all.some(({ answer }) => answer.url === url))
      throw incomplete(pages, 'its next page is an earlier one')
    if (all.length >= max_pages) throw tooLarge(pages, `more than ${max_pages.toLocaleString('en')} pages`)
    const next = await getPage(url)
    bytes += next.answer.body.length
    if (bytes > max_bytes) throw tooLarge(pages, `more than ${max_bytes / 2 ** 20} MiB`)
    const { offset } = next.playlist
    if (countItems(next) === 0) throw incomplete(pages, `the page at ${rows} is empty`)
    if ((offset ?? rows) !== rows) throw incomplete(pages, `a page begins at ${offset}, expected ${rows}`)
    if (next.playlist.total !== total || repeatsSongs(pages.format, page, next))
      throw incomplete(pages, 'it changed between two pages')
    rows += countItems(next)
    page = next
    all.push(page)
  }
  if (rows === 0) throw incomplete(pages, 'it is empty')
  if (!all.some(({ playlist }) => playlist.items?.some((item) => isSong(pages.format, item))))
    throw incomplete(pages, `it has ${rows} ${rows === 1 ? 'item' : 'items'}, and none of them is a song`)
  const total = page.playlist.total ?? rows
  const isHidden = rows < total
  if (isHidden && pages.request.chart.accept_hidden !== true) throw hidden(pages, rows, total)
  if (rows > total) throw incomplete(pages, `it has ${total} songs, got ${rows}`)
  if (all.length > 1 && (await pages.isUnchanged?.()) === false)
    throw incomplete(pages, 'it changed while its pages were fetched')
  return createSnapshot(
    pages,
    all.map(({ answer }) => answer),
  )
}

/**
 * Whether a page begins with the items that the page before it ends with: songs have moved down meanwhile, and as many are
 * missing at the end. Items without a song are often equal.
 */
function repeatsSongs(format: PlaylistFormat, page: Page, next: Page): boolean {
  const [before, after] = [page, next].map(({ playlist }) => playlist.items ?? [])
  const first = after?.[0]
  if (before === undefined || after === undefined || !isSong(format, first)) return false
  const repeated = before.findLastIndex((item) => isDeepStrictEqual(item, first))
  return repeated >= 0 && before.slice(repeated).every((item, index) => isDeepStrictEqual(item, after[index]))
}

function isSong(format: PlaylistFormat, item: unknown): boolean {
  return 'song' in format.readItem(item, 1)
}

/** The parsed body of a 200. Some come empty or cut off, and are fetched again. */
export function checkJson(
  source: string,
  { body, url }: HttpAnswer,
): { good: unknown } | { retry: SourceError } {
  try {
    return { good: parseWithoutMarkets(body) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const isCutOff = body.length === 0 || body[0] === OBJECT || body[0] === LIST
    const got =
      body.length === 0 ? 'an empty answer' : isCutOff ? 'a truncated answer' : 'an answer that is not JSON'
    const problem = `${source} returned ${got} at ${new URL(url).host}`
    const options = { advice: runAgain, details: { url }, retryable: true }
    return { retry: new SourceError(isCutOff ? 'Incomplete' : 'BadAnswer', problem, options) }
  }
}

/** The answers, untouched, as a complete raw snapshot. */
export function createSnapshot(
  pages: Pick<Pages, 'source' | 'reader' | 'request' | 'now' | 'isBelieved'>,
  answers: HttpAnswer[],
): RawSnapshot {
  const { source, reader, request, now, isBelieved = false } = pages
  const { chart, chart_date, http } = request
  const { name: chart_name, expected_size, scope, market, cadence, weekdays } = chart
  return {
    header: {
      format: 1,
      reader,
      source,
      chart: chart.chart,
      chart_date,
      ...readServerDate(answers.at(-1) as HttpAnswer, now(), { isBelieved }),
      identity: 'id',
      settings: { chart_name, expected_size, scope, market, cadence, weekdays },
      charts: {},
      unsplit_artists: [],
      complete: true,
      ...(chart.accept_hidden === true ? { accept_hidden: true } : {}),
      file_name: null,
      pages: answers.map(({ url, status, body }) => ({ url: http.redact(url), status, bytes: body.length })),
    },
    bodies: answers.map(({ body }) => body),
  }
}

function incomplete({ source, request: { chart } }: Pages, what: string): SourceError {
  return new SourceError('Incomplete', `playlist ${chart.playlist} of ${source} is incomplete: ${what}`, {
    advice: runAgain,
    details: { playlist: chart.playlist },
    retryable: true,
  })
}

/** The source counts more songs than its pages hold, now and at the next run. */
function hidden({ source, request: { chart } }: Pages, rows: number, total: number): SourceError {
  return new SourceError(
    'Incomplete',
    `playlist ${chart.playlist} of ${source} is incomplete: it shows ${rows} of ${total} songs`,
    {
      advice: `nothing was stored: to store it without the hidden songs, set "accept_hidden": true for ${chart.chart}`,
      details: { playlist: chart.playlist },
      retryable: true,
    },
  )
}

function tooLarge({ source, request: { chart } }: Pages, what: string): SourceError {
  return new SourceError('TooLarge', `playlist ${chart.playlist} of ${source} has ${what}`, {
    advice: 'use a shorter playlist',
    details: { playlist: chart.playlist },
  })
}

function resolveNext({ source, request: { http } }: Pages, next: string, current: string): string {
  const url = resolveSameOrigin(next, current)
  if (url !== null) return url
  const origin = http.redact(showOrigin(next, current))
  const problem = `${source} returned a next page at ${origin}, expected ${new URL(current).origin} without a password`
  throw new SourceError('BadAnswer', problem, { advice: 'check the URL of the source in the configuration' })
}

function countItems({ playlist }: Page): number {
  return playlist.items?.length ?? 0
}

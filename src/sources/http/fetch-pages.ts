import { SourceError } from '../../domain/errors.ts'
import { parseWithoutMarkets } from '../json/parse-json.ts'
import type { Playlist } from '../playlists/playlist-format.ts'
import type { RawSnapshot } from '../raw/raw-object.ts'
import type { FetchRequest } from '../source.ts'
import { getServerDate, type HttpAnswer } from './http-session.ts'

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
  request: FetchRequest
  /** Answers so far; the last holds the first songs. */
  first: Page[]
  getPage(url: string): Promise<Page>
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * Follows `next` to the last page. Returns all bodies, untouched, as a raw snapshot. Throws `Incomplete` where songs
 * are missing, or where the list has changed between two pages.
 */
export async function fetchPages(pages: Pages): Promise<RawSnapshot> {
  const { source, getPage } = pages
  const all = [...pages.first]
  let page = all.at(-1) as Page
  let rows = countItems(page)
  while (page.playlist.next !== null) {
    const url = sameOrigin(source, page.playlist.next, page.answer.url)
    if (all.some(({ answer }) => answer.url === url)) throw incomplete(pages, `its next page is ${url} again`)
    const next = await getPage(url)
    const { offset, total } = next.playlist
    if (countItems(next) === 0) throw incomplete(pages, `the page at ${rows} is empty`)
    if ((offset ?? rows) !== rows) throw incomplete(pages, `a page begins at ${offset}, expected ${rows}`)
    if (total !== page.playlist.total) throw incomplete(pages, 'it changed between two pages')
    rows += countItems(next)
    page = next
    all.push(page)
  }
  if (rows === 0) throw incomplete(pages, 'it is empty')
  const total = page.playlist.total ?? rows
  if (rows !== total) throw incomplete(pages, `it has ${total} songs, got ${rows}`)
  return createSnapshot(
    pages,
    all.map(({ answer }) => answer),
  )
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
    const options = { advice: runAgain, details: { url }, retryable: true, cause: error }
    return { retry: new SourceError(isCutOff ? 'Incomplete' : 'BadAnswer', problem, options) }
  }
}

function createSnapshot({ source, reader, request, now }: Pages, answers: HttpAnswer[]): RawSnapshot {
  const { chart, chart_date } = request
  const { name: chart_name, expected_size, scope, market, cadence, weekdays } = chart
  return {
    header: {
      format: 1,
      reader,
      source,
      chart: chart.chart,
      chart_date,
      fetched_at: getServerDate(answers.at(-1) as HttpAnswer, now()),
      identity: 'id',
      settings: { chart_name, expected_size, scope, market, cadence, weekdays },
      charts: {},
      unsplit_artists: [],
      complete: true,
      file_name: null,
      pages: answers.map(({ url, status, body }) => ({ url, status, bytes: body.length })),
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

/** A token must never be sent to another host. */
function sameOrigin(source: string, next: string, current: string): string {
  const url = URL.canParse(next, current) ? new URL(next, current) : null
  if (url !== null && url.origin === new URL(current).origin) return url.href
  throw new SourceError(
    'BadAnswer',
    `${source} returned ${next} as its next page, expected one of ${new URL(current).origin}`,
    { details: { url: next } },
  )
}

function countItems({ playlist }: Page): number {
  return playlist.items?.length ?? 0
}

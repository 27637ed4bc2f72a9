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
 * Follows `next` to the last page and makes a raw snapshot of all bodies, untouched. Throws `Incomplete` where
 * songs are missing, or where the list has changed between two pages.
 */
export async function fetchPages(pages: Pages): Promise<RawSnapshot> {
  const { source, getPage } = pages
  const all = [...pages.first]
  let page = all.at(-1) as Page
  let rows = countItems(page)
  while (page.playlist.next !== null) {
    const url = sameOrigin(source, page.playlist.next, page.answer.url)
    if (all.some(({ answer }) => answer.url === url)) throw incomplete(pages, `its pages lead back to ${url}`)
    const next = await getPage(url)
    const { offset, total } = next.playlist
    if (countItems(next) === 0) throw incomplete(pages, `the page at ${rows} is empty`)
    if ((offset ?? rows) !== rows) throw incomplete(pages, `a page begins at ${offset}, expected ${rows}`)
    if (total !== page.playlist.total) throw incomplete(pages, 'it changed while it was read')
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

/** The parsed body of a 200; such bodies come empty or cut off now and then, and are asked for again. */
export function checkJson(
  source: string,
  { body, url }: HttpAnswer,
): { good: unknown } | { retry: SourceError } {
  try {
    return { good: parseWithoutMarkets(body) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const isCutOff = body.length === 0 || body[0] === OBJECT || body[0] === LIST
    const got = body.length === 0 ? 'an empty answer' : isCutOff ? 'an answer that is cut off' : 'no JSON'
    const message = `${source} gave ${got} at ${new URL(url).host}; nothing was stored, run again`
    const code = isCutOff ? 'Incomplete' : 'BadAnswer'
    return { retry: new SourceError(code, message, { retryable: true, cause: error }) }
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
  const message = `playlist ${chart.playlist} of ${source} is not whole: ${what}; nothing was stored, run again`
  return new SourceError('Incomplete', message, { retryable: true })
}

/** A token must never follow a link to somebody else. */
function sameOrigin(source: string, next: string, current: string): string {
  const url = URL.canParse(next, current) ? new URL(next, current) : null
  if (url !== null && url.origin === new URL(current).origin) return url.href
  throw new SourceError(
    'BadAnswer',
    `${source} names ${next} as its next page, expected one of ${new URL(current).origin}`,
  )
}

function countItems({ playlist }: Page): number {
  return playlist.items?.length ?? 0
}

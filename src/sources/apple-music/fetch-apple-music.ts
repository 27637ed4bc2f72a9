import type { ChartConfig } from '../../config/config.ts'
import { SourceError, UnreadableError } from '../../domain/errors.ts'
import { readFeedDay } from '../chart-json/apple-feeds.ts'
import { checkJson, createSnapshot } from '../http/fetch-pages.ts'
import { type ResponseCheck, statusProblem } from '../http/http-session.ts'
import { requireDate } from '../http/require-date.ts'
import type { HttpAnswer } from '../http/send-request.ts'
import { list, record, text } from '../json/fields.ts'
import type { ChartSource, FetchRequest, SourceConfig } from '../source.ts'
import { sourceHistories } from '../source-histories.ts'
import { appleMusicTerms } from './apple-music-terms.ts'

/** Songs of a feed. Apple returns status 500 for more. */
const SIZE = 100

const source = 'apple-music'

const storefronts: [market: string, country: string][] = [
  ['us', 'United States'],
  ['gb', 'United Kingdom'],
  ['de', 'Germany'],
  ['fr', 'France'],
  ['br', 'Brazil'],
  ['in', 'India'],
  ['jp', 'Japan'],
  ['kr', 'South Korea'],
]

export interface AppleMusicOptions {
  url?: string | null
  /** Milliseconds since 1970. */
  now?(): number
}

export function openAppleMusic({ sources }: SourceConfig): ChartSource {
  return appleMusicSource({ url: sources['apple-music'].url })
}

/** The most played songs of a storefront, which is a country. The date of a chart is the day of the feed's last update. */
export function appleMusicSource({ url, now = Date.now }: AppleMusicOptions = {}): ChartSource {
  const api = url ?? 'https://rss.marketingtools.apple.com'
  return {
    name: source,
    terms: appleMusicTerms,
    history: sourceHistories['apple-music'],
    address: api,
    charts: () => storefronts.slice(0, 1).map(createChart),
    offers: () => storefronts.map(createChart),
    async fetch(request) {
      const country = request.chart.playlist
      const answer = await request.http.send({
        source,
        url: `${api}/api/v2/${encodeURIComponent(country)}/music/most-played/${SIZE}/songs.json`,
        check: (each) => checkFeed(each, request),
      })
      return createSnapshot({ source, reader: 'chart-json', request, now }, [answer])
    },
  }
}

function createChart([market, country]: (typeof storefronts)[number]): ChartConfig {
  return {
    chart: `${market}-most-played`,
    source,
    playlist: market,
    name: `Apple Music ${country}`,
    expected_size: SIZE,
    scope: 'market',
    market,
    cadence: 'daily',
    weekdays: null,
    time_zone: 'UTC',
    lag_days: 0,
    run_at: ['12:00'],
  }
}

function checkFeed(answer: HttpAnswer, request: FetchRequest): ResponseCheck<HttpAnswer> {
  const { playlist } = request.chart
  if (answer.status === 404) {
    throw new SourceError('PlaylistNotFound', `apple-music has no storefront ${playlist}`, {
      advice: 'set "playlist" to the two letters of a country, e.g. "us"',
      details: { playlist },
    })
  }
  const failure = statusProblem(source, answer)
  if (failure !== null) return failure
  if (answer.status !== 200) throw badAnswer(`status ${answer.status}`)
  const body = checkJson(source, answer)
  if (!('good' in body)) return body
  const feed = record(record(body.good)?.feed)
  if (feed === null || list(feed.results).length === 0) throw badAnswer('no list of songs')
  requireDate(source, readDay(text(feed.updated) ?? ''), request)
  return { good: answer }
}

function readDay(updated: string): string {
  try {
    return readFeedDay(updated)
  } catch (error) {
    if (error instanceof UnreadableError) throw badAnswer(error.problem)
    throw error
  }
}

function badAnswer(got: string): SourceError {
  return new SourceError('BadAnswer', `apple-music returned an unexpected answer: ${got}`, {
    advice: 'update hitparade, or try again later',
  })
}

import type { ChartConfig } from '../../config/config.ts'
import { SourceError } from '../../domain/errors.ts'
import { readLastDay } from '../chart-json/known-answers.ts'
import { checkJson, createSnapshot } from '../http/fetch-pages.ts'
import { type ResponseCheck, statusProblem } from '../http/http-session.ts'
import { requireDate } from '../http/require-date.ts'
import type { HttpAnswer } from '../http/send-request.ts'
import { record } from '../json/fields.ts'
import type { ChartSource, FetchRequest, SourceConfig } from '../source.ts'
import { sourceHistories } from '../source-histories.ts'
import { listenbrainzTerms } from './listenbrainz-terms.ts'
import { listRecordings } from './read-listenbrainz.ts'

/** The most recordings that both requests accept. */
const LIMIT = 1_000

const source = 'listenbrainz'

const sitewide: ChartConfig = {
  chart: 'sitewide',
  source,
  playlist: 'sitewide',
  name: 'ListenBrainz Sitewide',
  expected_size: null,
  scope: 'global',
  market: null,
  cadence: 'weekly',
  weekdays: '1',
  time_zone: 'UTC',
  lag_days: 0,
  run_at: ['12:00'],
}

export interface ListenbrainzOptions {
  url?: string | null
  /** Milliseconds since 1970. */
  now?(): number
}

export function openListenbrainz({ sources }: SourceConfig): ChartSource {
  return listenbrainzSource({ url: sources.listenbrainz.url })
}

/**
 * The most listened recordings of a week, dated with the Monday after it. A second request adds ISRCs. The week appears
 * some time after its end: until then an older week comes, or status 204.
 */
export function listenbrainzSource({ url, now = Date.now }: ListenbrainzOptions = {}): ChartSource {
  const api = url ?? 'https://api.listenbrainz.org'
  return {
    name: source,
    terms: listenbrainzTerms,
    history: sourceHistories.listenbrainz,
    address: api,
    charts: () => [sitewide],
    async fetch(request) {
      const { http } = request
      const chart = await http.send({
        source,
        url: `${api}/1/stats/sitewide/recordings?range=week&count=${LIMIT}`,
        check: (answer) => checkSitewide(answer, request),
      })
      const mbids = listRecordings(chart.value).map(({ recording_mbid }) => recording_mbid)
      const known = [...new Set(mbids.filter((mbid) => typeof mbid === 'string' && mbid !== ''))]
      const metadata = await http.send({
        source,
        url: `${api}/1/metadata/recording/`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ recording_mbids: known.slice(0, LIMIT), inc: 'artist release' }),
        check: checkObject,
      })
      return createSnapshot({ source, reader: source, request, now }, [chart.answer, metadata.answer])
    },
  }
}

interface Parsed {
  answer: HttpAnswer
  value: Record<string, unknown>
}

function checkSitewide(answer: HttpAnswer, request: FetchRequest): ResponseCheck<Parsed> {
  if (answer.status === 204) {
    throw new SourceError('NotYet', 'listenbrainz has not computed the chart of this week yet', {
      advice: 'try again later',
      retryable: true,
    })
  }
  const checked = checkObject(answer)
  if (checked === 'limited' || !('good' in checked)) return checked
  const { value } = checked.good
  const day = readLastDay(record(value.payload)?.to_ts)
  if (day === null || listRecordings(value).length === 0) throw badAnswer('no recordings of a week')
  requireDate(source, day, request)
  return checked
}

function checkObject(answer: HttpAnswer): ResponseCheck<Parsed> {
  const failure = statusProblem(source, answer)
  if (failure !== null) return failure
  if (answer.status !== 200) throw badAnswer(`status ${answer.status}`)
  const body = checkJson(source, answer)
  if (!('good' in body)) return body
  const value = record(body.good)
  if (value === null) throw badAnswer('JSON that is not an object')
  return { good: { answer, value } }
}

function badAnswer(got: string): SourceError {
  return new SourceError('BadAnswer', `listenbrainz returned an unexpected answer: ${got}`, {
    advice: 'update hitparade, or try again later',
  })
}

import type { ChartConfig } from '../../config/config.ts'
import { SourceError } from '../../domain/errors.ts'
import { checkJson, fetchPages, type Page } from '../http/fetch-pages.ts'
import { type HttpAnswer, type ResponseCheck, statusProblem } from '../http/http-session.ts'
import { record, text } from '../json/fields.ts'
import type { ChartSource, SourceConfig } from '../source.ts'
import { deezerTerms } from './deezer-terms.ts'
import { deezerPlaylists } from './read-deezer.ts'

/** Songs that are asked for at once. */
const LIMIT = 100

/** Codes of the errors that Deezer sends with status 200. */
const QUOTA = 4
const BUSY = 700
const NO_DATA = 800

const topWorldwide: ChartConfig = {
  chart: 'top-worldwide',
  source: 'deezer',
  playlist: '3155776842',
  name: 'Top Worldwide',
  expected_size: 100,
  scope: 'global',
  market: null,
  cadence: 'daily',
  weekdays: null,
  time_zone: 'UTC',
  lag_days: 0,
  run_at: '12:00',
}

export interface DeezerOptions {
  url?: string | null
  /** Milliseconds since 1970. */
  now?(): number
}

export function openDeezer({ sources }: SourceConfig): ChartSource {
  return deezerSource({ url: sources.deezer.url })
}

/** Chart playlists of Deezer, which needs no account. */
export function deezerSource({ url, now = Date.now }: DeezerOptions = {}): ChartSource {
  const api = url ?? 'https://api.deezer.com'
  return {
    name: 'deezer',
    terms: deezerTerms,
    history: 'none',
    charts: () => [topWorldwide],
    async fetch(request) {
      const { http, chart } = request
      const getPage = (address: string) =>
        http.ask({ source: 'deezer', url: address, judge: (answer) => judgePage(chart.playlist, answer) })
      const address = `${api}/playlist/${encodeURIComponent(chart.playlist)}/tracks?limit=${LIMIT}&index=0`
      const first = [await getPage(address)]
      return fetchPages({ source: 'deezer', reader: 'deezer', request, first, getPage, now })
    },
  }
}

function judgePage(playlist: string, answer: HttpAnswer): ResponseCheck<Page> {
  const trouble = statusProblem('deezer', answer)
  if (trouble !== null) return trouble
  if (answer.status !== 200) throw badAnswer(`status ${answer.status}`)
  const body = checkJson('deezer', answer)
  if (!('good' in body)) return body
  const error = record(record(body.good)?.error)
  if (error !== null) return judgeError(playlist, error)
  const [found] = deezerPlaylists.readPlaylists(body.good)
  if (found === undefined) throw badAnswer('no list of tracks')
  return { good: { answer, playlist: found } }
}

function judgeError(playlist: string, error: Record<string, unknown>): ResponseCheck<never> {
  const said = text(error.message) ?? text(error.type) ?? 'no reason'
  if (error.code === QUOTA) return 'limited'
  if (error.code === BUSY) {
    const message = `deezer is busy: ${said}; try again later`
    return { retry: new SourceError('Unreachable', message, { retryable: true }) }
  }
  if (error.code === NO_DATA) {
    throw new SourceError('PlaylistNotFound', `deezer knows no playlist ${playlist}`, {
      advice: 'look at the id in the configuration, and whether the playlist is public',
    })
  }
  throw badAnswer(`error ${String(error.code)}, ${said}`)
}

function badAnswer(got: string): SourceError {
  const next = 'look at the playlist id in the configuration, and for a newer version of hitparade'
  return new SourceError('BadAnswer', `deezer gave an answer that hitparade cannot use: ${got}`, {
    advice: next,
  })
}

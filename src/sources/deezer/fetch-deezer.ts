import { SourceError } from '../../domain/errors.ts'
import { checkJson, fetchPages, type Page } from '../http/fetch-pages.ts'
import { type ResponseCheck, statusProblem } from '../http/http-session.ts'
import type { HttpAnswer } from '../http/send-request.ts'
import { record, text } from '../json/fields.ts'
import type { ChartSource, SourceConfig } from '../source.ts'
import { sourceHistories } from '../source-histories.ts'
import { countryCharts, topWorldwide } from './deezer-charts.ts'
import { deezerTerms } from './deezer-terms.ts'
import { deezerPlaylists } from './read-deezer.ts'

/** Songs of a page. */
const LIMIT = 100

/** Codes of the errors that Deezer sends with status 200. */
const QUOTA = 4
const BUSY = 700
const NO_DATA = 800

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
    history: sourceHistories.deezer,
    address: api,
    charts: () => [topWorldwide],
    offers: () => [topWorldwide, ...countryCharts],
    async fetch(request) {
      const { http, chart } = request
      const getPage = (address: string) =>
        http.send({ source: 'deezer', url: address, check: (answer) => checkPage(chart.playlist, answer) })
      const address = `${api}/playlist/${encodeURIComponent(chart.playlist)}/tracks?limit=${LIMIT}&index=0`
      const first = [await getPage(address)]
      return fetchPages({
        source: 'deezer',
        reader: 'deezer',
        format: deezerPlaylists,
        request,
        first,
        getPage,
        now,
      })
    },
  }
}

function checkPage(playlist: string, answer: HttpAnswer): ResponseCheck<Page> {
  const failure = statusProblem('deezer', answer)
  if (failure !== null) return failure
  if (answer.status !== 200) throw badAnswer(`status ${answer.status}`)
  const body = checkJson('deezer', answer)
  if (!('good' in body)) return body
  const error = record(record(body.good)?.error)
  if (error !== null) return checkError(playlist, error)
  const [found] = deezerPlaylists.readPlaylists(body.good)
  if (found === undefined) throw badAnswer('no list of tracks')
  return { good: { answer, playlist: found } }
}

function checkError(playlist: string, error: Record<string, unknown>): ResponseCheck<never> {
  const reason = text(error.message) ?? text(error.type) ?? 'no reason given'
  if (error.code === QUOTA) return 'limited'
  if (error.code === BUSY) {
    const options = { advice: 'try again later', details: { code: BUSY }, retryable: true }
    return { retry: new SourceError('Unreachable', `deezer is busy: ${reason}`, options) }
  }
  if (error.code === NO_DATA) {
    throw new SourceError('PlaylistNotFound', `deezer has no playlist ${playlist}`, {
      advice: 'check the id in the configuration, and that the playlist is public',
      details: { playlist },
    })
  }
  throw badAnswer(`error ${String(error.code)}, ${reason}`)
}

function badAnswer(got: string): SourceError {
  return new SourceError('BadAnswer', `deezer returned an unexpected answer: ${got}`, {
    advice: 'check the playlist id in the configuration, or update hitparade',
  })
}

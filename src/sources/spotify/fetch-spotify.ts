import type { ChartConfig } from '../../config/config.ts'
import { checkJson, fetchPages, type Page } from '../http/fetch-pages.ts'
import { type HttpAnswer, type ResponseCheck, statusProblem } from '../http/http-session.ts'
import type { RawSnapshot } from '../raw/raw-object.ts'
import type { ChartSource, FetchRequest, Terms } from '../source.ts'
import { spotifyFormat } from './read-spotify.ts'
import { badAnswer, quotaExceeded, toSpotifyError } from './spotify-errors.ts'
import { askWithToken, type ClientCredentials, clientCredentials, type Tokens } from './spotify-token.ts'

/** The most songs that a page may be asked for. */
const LIMIT = 50

const spotifyTerms: Terms = {
  attribution: 'Data from Spotify',
  link_back: 'https://open.spotify.com',
  non_commercial: false,
  retention: 'no longer than needed, and deleted within 5 days of disconnecting the app',
  derived_metrics_allowed: false,
  summary:
    "Spotify's developer policy forbids keeping its content for ever, deriving listenership metrics from it, machine learning on it and mixing it with other services' content; name Spotify and link back.",
}

export interface SpotifyOptions {
  credentials: ClientCredentials
  name?: string
  url?: string | undefined
  token_url?: string | undefined
  terms?: Terms
  /** Charts that need no configuration. */
  charts?: ChartConfig[]
  history?: ChartSource['history']
  /** Milliseconds since 1970. */
  now?(): number
}

/** Playlists of the Spotify Web API, read as an app with client credentials. */
export function spotifySource({
  credentials,
  name = 'spotify',
  url = 'https://api.spotify.com/v1',
  token_url = 'https://accounts.spotify.com/api/token',
  terms = spotifyTerms,
  charts = [],
  history = 'none',
  now = Date.now,
}: SpotifyOptions): ChartSource {
  const tokens = clientCredentials({ source: name, token_url, credentials, now })
  return {
    name,
    terms,
    history,
    charts: () => charts,
    fetch: (request) => fetchPlaylist({ source: name, url, tokens, request, now }),
  }
}

export interface PlaylistFetch {
  source: string
  /** Of the Web API, without a slash at the end. */
  url: string
  tokens: Tokens
  request: FetchRequest
  /** Milliseconds since 1970. */
  now(): number
}

/**
 * A whole playlist: the playlist object with its first songs, then the pages after it. In development mode the
 * object may come without songs, which are then asked for by themselves.
 */
export async function fetchPlaylist({
  source,
  url,
  tokens,
  request,
  now,
}: PlaylistFetch): Promise<RawSnapshot> {
  const { http, chart } = request
  const getPage = (address: string) =>
    askWithToken({ http, tokens, source, url: address }, (answer) =>
      judgePage(source, chart.playlist, answer),
    )
  const address = `${url}/playlists/${encodeURIComponent(chart.playlist)}`
  const head = await getPage(address)
  const first: Page[] = [head]
  if (head.playlist.items === null) first.push(await getPage(`${address}/items?limit=${LIMIT}`))
  return fetchPages({ source, reader: 'spotify', request, first, getPage, now })
}

function judgePage(source: string, playlist: string, answer: HttpAnswer): ResponseCheck<Page> {
  const refusal = quotaExceeded(source, answer)
  if (refusal !== null) throw refusal
  return statusProblem(source, answer) ?? judgeBody(source, playlist, answer)
}

function judgeBody(source: string, playlist: string, answer: HttpAnswer): ResponseCheck<Page> {
  const refusal = toSpotifyError(source, playlist, answer)
  if (refusal !== null) throw refusal
  const body = checkJson(source, answer)
  if (!('good' in body)) return body
  const [found, ...others] = spotifyFormat.readPlaylists(body.good)
  if (found === undefined || others.length > 0) throw badAnswer(source, 'no playlist and no page of one')
  return { good: { answer, playlist: found } }
}

import type { ChartConfig } from '../../config/config.ts'
import { findRefusal, isEditorial } from '../../config/editorial-playlist.ts'
import { checkJson, fetchPages, type Page } from '../http/fetch-pages.ts'
import { type ResponseCheck, statusProblem } from '../http/http-session.ts'
import type { HttpAnswer } from '../http/send-request.ts'
import { record, text } from '../json/fields.ts'
import { sendWithToken, type Tokens } from '../oauth/access-tokens.ts'
import type { RawSnapshot } from '../raw/raw-object.ts'
import type { ChartSource, FetchRequest, SourceConfig } from '../source.ts'
import { sourceHistories } from '../source-histories.ts'
import { spotifyPlaylists } from './read-spotify.ts'
import { spotifyAddresses } from './spotify-addresses.ts'
import { badAnswer, quotaExceeded, toSpotifyError } from './spotify-errors.ts'
import { spotifyTerms } from './spotify-terms.ts'
import { type SpotifyAccess, spotifyTokens } from './spotify-tokens.ts'

/** The largest page that the API returns. */
const LIMIT = 50

export interface SpotifyOptions extends SpotifyAccess {
  url?: string | null
  /** True: the app may read playlists of everybody, also those of Spotify itself. Default: false. */
  extended_quota?: boolean
  /** Milliseconds since 1970. */
  now?(): number
}

export function openSpotify({ sources, credentials, authorisation = null }: SourceConfig): ChartSource {
  return spotifySource({ credentials: credentials.spotify, authorisation, ...sources.spotify })
}

/** Playlists of the Spotify Web API, read as a signed-in user or as an app with client credentials. */
export function spotifySource({
  url,
  extended_quota = false,
  now = Date.now,
  ...access
}: SpotifyOptions): ChartSource {
  const source = 'spotify'
  const api = url ?? spotifyAddresses.api
  const tokens = spotifyTokens({ ...access, now })
  const refuse = (chart: ChartConfig) => findRefusal(chart, { spotify: { extended_quota } })
  return {
    name: source,
    terms: spotifyTerms,
    history: sourceHistories.spotify,
    address: api,
    charts: () => [],
    findRefusal: refuse,
    async fetch(request) {
      const refusal = refuse(request.chart)
      if (refusal !== null) throw refusal
      return fetchPlaylist({ source, url: api, tokens, request, now })
    },
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
  /** True: `Date` headers are believed, however far they are from the clock. */
  isBelieved?: boolean
}

/**
 * A whole playlist: the playlist object with its first songs, then the pages after it. After several answers, its
 * `snapshot_id` must still be that of the object: a song could move up from a page to an earlier one. In development mode the
 * object may come without songs, which are then requested at `/items`. The answers lead to the pages after them: to
 * `/items`, or for an app with extended quota to `/tracks`, as `/items` is only for playlists of the user.
 */
export async function fetchPlaylist({
  source,
  url,
  tokens,
  request,
  now,
  isBelieved = false,
}: PlaylistFetch): Promise<RawSnapshot> {
  const { http, chart } = request
  const getPage = (address: string) =>
    sendWithToken({ http, tokens, source, url: address }, (answer) =>
      checkPage(source, chart.playlist, answer),
    )
  const address = `${url}/playlists/${encodeURIComponent(chart.playlist)}`
  const getVersion = () =>
    sendWithToken({ http, tokens, source, url: `${address}?fields=snapshot_id` }, (answer) =>
      checkVersion(source, chart.playlist, answer),
    )
  const head = await getPage(address)
  const { id, version } = head.playlist
  if (id !== null && id !== chart.playlist)
    throw badAnswer(source, `playlist ${id}, expected ${chart.playlist}`)
  const first: Page[] = [head]
  if (head.playlist.items === null) first.push(await getPage(`${address}/items?limit=${LIMIT}`))
  return fetchPages({
    source,
    reader: 'spotify',
    format: spotifyPlaylists,
    request,
    first,
    getPage,
    // Its own playlists have another `snapshot_id` in each answer: https://github.com/spotify/web-api/issues/858
    ...(version !== null &&
      !isEditorial(chart.playlist) && {
        isUnchanged: async () => version === (await getVersion()).version,
      }),
    now,
    isBelieved,
  })
}

function checkPage(source: string, playlist: string, answer: HttpAnswer): ResponseCheck<Page> {
  const body = checkBody(source, playlist, answer)
  if (body === 'limited' || !('good' in body)) return body
  const [found, ...others] = spotifyPlaylists.readPlaylists(body.good)
  if (found === undefined || others.length > 0)
    throw badAnswer(source, 'neither a playlist nor a page of one')
  return { good: { answer, playlist: found } }
}

function checkVersion(
  source: string,
  playlist: string,
  answer: HttpAnswer,
): ResponseCheck<{ version: string }> {
  const body = checkBody(source, playlist, answer)
  if (body === 'limited' || !('good' in body)) return body
  const version = text(record(body.good)?.snapshot_id)
  if (version === null) throw badAnswer(source, 'a playlist without snapshot_id')
  return { good: { version } }
}

/** The parsed answer about a playlist. */
function checkBody(source: string, playlist: string, answer: HttpAnswer): ResponseCheck<unknown> {
  const problem = quotaExceeded(source, answer)
  if (problem !== null) throw problem
  const status = statusProblem(source, answer)
  if (status !== null) return status
  const error = toSpotifyError(source, playlist, answer)
  if (error !== null) throw error
  return checkJson(source, answer)
}

import { type Context, Hono } from 'hono'
import type { Correction } from '../world/corrections.ts'
import { firstChartDate } from '../world/simulated-charts.ts'
import { answerBytes, maxItems, type Shape } from './api-answer.ts'
import { authorize, type Caller, grantToken } from './api-token.ts'
import { createFaultFinder, type Fault, type FaultEffect, premiumText, unlistedText } from './faults.ts'
import { frontPage } from './front-page.ts'
import { answerMetadata, answerMostPlayed, answerSitewide } from './other-sources.ts'
import { answerSignIn, showSignIn } from './sign-in-page.ts'
import { createGrants, type Grants } from './user-consents.ts'
import { findPlaylist } from './world-playlists.ts'

export interface SimulatedRequest {
  method: string
  /** With the query. */
  path: string
  status: number
}

interface ApiOptions {
  seed: number
  faults: readonly Fault[]
  corrections: readonly Correction[]
  relativeLinks: boolean
  /** Receives the newest requests. */
  requests: SimulatedRequest[]
}

/** The instant is missing only at `/api/token` and `/authorize`. */
type Call = Context<{ Variables: { instant?: string } }>

interface Api extends Omit<ApiOptions, 'faults'> {
  findFault: ReturnType<typeof createFaultFinder>
  grants: Grants
}

const MAX_REQUESTS = 10_000
const stamp = '/:stamp{[0-9]{8}t[0-9]{6}z}'

/** The routes of the simulated Web API. Its only state: the consents of users, counts of faults, the list of requests. */
export function createApi({ faults, ...options }: ApiOptions) {
  const api: Api = { ...options, findFault: createFaultFinder(faults), grants: createGrants() }
  const routes = new Hono<{ Variables: { instant?: string } }>()

  routes.use(async (call, next) => {
    await next()
    const { pathname, search } = new URL(call.req.url)
    api.requests.push({ method: call.req.method, path: `${pathname}${search}`, status: call.res.status })
    if (api.requests.length > MAX_REQUESTS) api.requests.shift()
  })
  routes.use(`${stamp}/*`, async (call, next) => {
    const instant = parseRealStamp(call.req.param('stamp'))
    if (instant === null)
      return createErrorResponse(400, 'The simulated instant in the address does not exist')
    call.set('instant', instant)
    await next()
    call.header('Date', new Date(instant).toUTCString())
  })

  routes.get('/', (call) => call.json(frontPage(new URL(call.req.url).origin, api.seed)))
  routes.post('/api/token', (call) => answerToken(api, call))
  routes.post(`${stamp}/api/token`, (call) => answerToken(api, call))
  for (const address of ['/authorize', `${stamp}/authorize`]) {
    routes.get(address, (call) => showSignIn(new URL(call.req.url).searchParams))
    routes.post(address, async (call) =>
      answerSignIn(new URL(call.req.url).searchParams, {
        form: new URLSearchParams(await call.req.text()),
        instant: call.get('instant') ?? null,
        grants: api.grants,
      }),
    )
  }
  routes.get(`${stamp}/v1/me`, answerMe)
  const playlist = `${stamp}/v1/playlists/:playlist`
  routes.get(playlist, (call) => answerPlaylist(api, call, 'playlist'))
  routes.get(`${playlist}/tracks`, (call) => answerPlaylist(api, call, 'tracks'))
  routes.get(`${playlist}/items`, (call) => answerPlaylist(api, call, 'items'))
  routes.get(`${stamp}/api/v2/:country/music/most-played/:size{[0-9]+}/songs.json`, (call) =>
    createResponse(
      answerMostPlayed(getWorldAt(api, call), call.req.param('country'), Number(call.req.param('size'))),
    ),
  )
  routes.get(`${stamp}/1/stats/sitewide/recordings`, (call) =>
    createResponse(answerSitewide(getWorldAt(api, call))),
  )
  routes.post(`${stamp}/1/metadata/recording/`, async (call) => {
    const { recording_mbids } = await call.req.json<{ recording_mbids: unknown[] }>()
    return createResponse(answerMetadata(getWorldAt(api, call), recording_mbids))
  })
  routes.notFound(() =>
    createErrorResponse(404, 'Service not found. The address begins with the simulated instant, see GET /'),
  )
  return routes
}

/** The simulated world that a request sees. */
function getWorldAt({ seed }: Api, call: Call) {
  return { seed, instant: call.get('instant') ?? '' }
}

async function answerToken({ findFault, grants }: Api, call: Call): Promise<Response> {
  const instant = call.get('instant') ?? null
  const fault = findFault({ endpoint: 'token', playlist: null, instant: instant ?? '', offset: 0 })
  if (fault?.reply !== undefined) return createResponse(fault.reply)
  const form = new URLSearchParams(await call.req.text())
  return createResponse(
    grantToken({ authorization: call.req.header('Authorization') ?? null, form, instant }, grants),
  )
}

/** In development mode the user comes without country, e-mail and product. */
function answerMe(call: Call): Response {
  const caller = findCaller(call)
  if (caller instanceof Response) return caller
  const { user } = caller
  if (user === null) return createErrorResponse(401, 'Valid user authentication required')
  const { id, name: display_name } = user
  const body = { account_id: `account-${id}`, display_name, id, type: 'user', uri: `spotify:user:${id}` }
  return createResponse({ status: 200, body })
}

/** The sender of the request, or the refusal of the token, the app or the user. */
function findCaller(call: Call): Caller | Response {
  const caller = authorize(call.req.header('Authorization') ?? null, call.get('instant') ?? '')
  if ('error' in caller) return createErrorResponse(401, caller.error)
  if (!caller.app.has_premium) return createResponse({ status: 403, body: premiumText })
  if (caller.user?.is_listed === false) return createResponse({ status: 403, body: unlistedText })
  return caller
}

function answerPlaylist(api: Api, call: Call, shape: Shape): Response {
  const { seed, corrections, relativeLinks, findFault } = api
  const instant = call.get('instant') ?? ''
  const { playlist = '', stamp = '' } = call.req.param()
  const caller = findCaller(call)
  if (caller instanceof Response) return caller
  const paging = shape === 'playlist' ? { offset: 0 } : parsePaging(call.req.query(), maxItems[shape])
  if (typeof paging === 'string') return createErrorResponse(400, paging)

  const endpoint = shape === 'playlist' ? 'playlist' : 'items'
  const { reply: failure, bytes, ...changes } = findFault({ endpoint, playlist, instant, ...paging }) ?? {}
  if (failure !== undefined) return createResponse(failure)
  const found = findPlaylist(playlist)
  // Spotify's own playlists, whose ids begin with 37i9dQZ, are not found either.
  if (found === null) return createErrorResponse(404, 'Resource not found')
  if (instant.slice(0, 10) < firstChartDate) {
    return createErrorResponse(404, `The simulated charts begin on ${firstChartDate}`)
  }
  const world = found.world ?? caller.app.world
  const isHidden = caller.app.shows_own_only && caller.user?.owns_playlists !== true
  if ((world === 'development' && shape === 'tracks') || (isHidden && shape !== 'playlist'))
    return createErrorResponse(403, 'Forbidden')
  if (isHidden) changes.content = 'no_items'

  const base = `${relativeLinks ? '' : new URL(call.req.url).origin}/${stamp}/v1`
  const request = { playlist, instant, seed, shape, world, corrections, base, ...paging, ...changes }
  return createChartResponse(answerBytes(request), bytes)
}

/** Spotify's defaults and limits: 20 items, from the first. */
function parsePaging(
  { limit = '20', offset = '0' }: Record<string, string>,
  most: number,
): { limit: number; offset: number } | string {
  if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > most) return 'Invalid limit'
  if (!/^\d+$/.test(offset) || Number(offset) > 100_000) return 'Invalid offset'
  return { limit: Number(limit), offset: Number(offset) }
}

function createErrorResponse(status: number, message: string): Response {
  return createResponse({ status, body: { error: { status, message } } })
}

function createResponse({ status, body, retry_after }: NonNullable<FaultEffect['reply']>): Response {
  const isText = typeof body === 'string'
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'
  const headers = new Headers({ 'Content-Type': type })
  if (retry_after !== undefined) headers.set('Retry-After', String(retry_after))
  return new Response(body === null || isText ? body : JSON.stringify(body), { status, headers })
}

/** A response with these bytes, or with what a fault leaves of them. */
function createChartResponse(body: Uint8Array, bytes: FaultEffect['bytes']): Response {
  const headers = { 'Content-Type': bytes === 'html' ? 'text/html' : 'application/json; charset=utf-8' }
  if (bytes === 'none') return new Response('', { headers })
  if (bytes === 'html') return new Response('<!doctype html><title>Please sign in</title>', { headers })
  const kept = bytes === 'half' ? body.subarray(0, Math.floor(body.length / 2)) : body
  return new Response(kept as Uint8Array<ArrayBuffer>, { headers })
}

/** `20261121t060000z` as ISO; null where there is no such day or time. */
function parseRealStamp(text: string): string | null {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z$/, '$1-$2-$3T$4:$5:$6.000Z')
  const parsed = Date.parse(iso)
  return Number.isFinite(parsed) && new Date(parsed).toISOString() === iso ? iso : null
}

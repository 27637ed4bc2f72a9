import { type Context, Hono } from 'hono'
import { type AnswerRequest, answerBytes, mostItems, type Shape } from './answer.ts'
import { firstChartDate } from './charts.ts'
import type { Correction } from './corrections.ts'
import { type Fault, type FaultEffect, faultCounter } from './faults.ts'
import { frontPage } from './front-page.ts'
import { type ApiWorld, findPlaylist } from './playlists.ts'
import { authorize, grant } from './token.ts'

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
  /** Where requests are noted. */
  requests: SimulatedRequest[]
}

type Call = Context<{ Variables: { instant: string } }>

const KEPT_REQUESTS = 10_000
const stampPattern = '[0-9]{8}t[0-9]{6}z'

/** The routes of the simulated Web API; none keeps anything but the count of faults and the list of requests. */
export function createApi({ seed, faults, corrections, requests }: ApiOptions) {
  const faultFor = faultCounter(faults)
  const api = new Hono<{ Variables: { instant: string } }>()

  api.use(async (call, next) => {
    await next()
    const { pathname, search } = new URL(call.req.url)
    requests.push({ method: call.req.method, path: `${pathname}${search}`, status: call.res.status })
    if (requests.length > KEPT_REQUESTS) requests.shift()
  })

  api.use(`/:stamp{${stampPattern}}/*`, async (call, next) => {
    const instant = instantOf(call.req.param('stamp'))
    if (instant === null) return refuse(400, 'The simulated instant in the address is no real one')
    call.set('instant', instant)
    await next()
    call.header('Date', new Date(instant).toUTCString())
  })

  const token = async (call: Call) => {
    const instant: string | undefined = call.get('instant')
    const fault = faultFor({ place: 'token', playlist: null, instant: instant ?? '', offset: 0 })
    if (fault?.reply !== undefined) return reply(fault.reply)
    const form = new URLSearchParams(await call.req.text())
    const { status, body } = grant({
      authorization: call.req.header('Authorization') ?? null,
      form,
      instant: instant ?? null,
    })
    return call.json(body, status)
  }
  api.post('/api/token', token)
  api.post(`/:stamp{${stampPattern}}/api/token`, token)

  const playlists = `/:stamp{${stampPattern}}/v1/playlists/:playlist`
  api.get(playlists, (call) => playlist(call, 'playlist'))
  api.get(`${playlists}/tracks`, (call) => playlist(call, 'tracks'))
  api.get(`${playlists}/items`, (call) => playlist(call, 'items'))

  function playlist(call: Call, shape: Shape) {
    const instant = call.get('instant')
    const id = call.req.param('playlist') ?? ''
    const app = authorize(call.req.header('Authorization') ?? null, instant)
    if (typeof app !== 'string') return refuse(401, app.refused)
    const page = shape === 'playlist' ? { limit: 100, offset: 0 } : pagingOf(call, shape)
    if (typeof page === 'string') return refuse(400, page)
    const fault = faultFor({
      place: shape === 'playlist' ? shape : 'items',
      playlist: id,
      instant,
      offset: page.offset,
    })
    if (fault?.reply !== undefined) return reply(fault.reply)
    const found = findPlaylist(id)
    // Ids that begin with 37i9dQZ, Spotify's own playlists, are among those that nobody knows.
    if (found === null) return refuse(404, 'Resource not found')
    if (instant.slice(0, 10) < firstChartDate)
      return refuse(404, `The simulated charts begin on ${firstChartDate}`)
    const world: ApiWorld = found.world ?? app
    if (world === 'development' && shape === 'tracks') return refuse(403, 'Forbidden')
    const { chart, content, bytes } = fault ?? {}
    const { origin } = new URL(call.req.url)
    const request: AnswerRequest = { playlist: id, instant, seed, shape, world, corrections, ...page }
    const base = `${origin}/${call.req.param('stamp')}/v1`
    const body = answerBytes({ ...request, base, ...(chart && { chart }), ...(content && { content }) })
    return send(body, bytes)
  }

  api.get('/', (call) => call.json(frontPage(new URL(call.req.url).origin, seed)))
  api.notFound(() =>
    refuse(404, 'Service not found; the simulated instant comes first in the address, see GET /'),
  )
  return api
}

function reply({ status, body, retry_after }: NonNullable<FaultEffect['reply']>): Response {
  const headers = new Headers({ 'Content-Type': 'application/json; charset=utf-8' })
  if (retry_after !== undefined) headers.set('Retry-After', String(retry_after))
  return new Response(body === null ? null : JSON.stringify(body), { status, headers })
}

function refuse(status: number, message: string): Response {
  return reply({ status, body: { error: { status, message } } })
}

/** The answer's bytes, or what a fault leaves of them. */
function send(body: Uint8Array, bytes: FaultEffect['bytes']): Response {
  const headers = { 'Content-Type': bytes === 'html' ? 'text/html' : 'application/json; charset=utf-8' }
  if (bytes === 'none') return new Response('', { headers })
  if (bytes === 'html') return new Response('<!doctype html><title>Please sign in</title>', { headers })
  const kept = bytes === 'half' ? body.subarray(0, Math.floor(body.length / 2)) : body
  return new Response(kept as Uint8Array<ArrayBuffer>, { headers })
}

/** Spotify's limits: 20 items unless told otherwise, 100 at `/tracks` and 50 at `/items` at most. */
function pagingOf(call: Call, shape: 'tracks' | 'items'): { limit: number; offset: number } | string {
  const { limit = '20', offset = '0' } = call.req.query()
  if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > mostItems[shape]) return 'Invalid limit'
  if (!/^\d+$/.test(offset) || Number(offset) > 100_000) return 'Invalid offset'
  return { limit: Number(limit), offset: Number(offset) }
}

/** `20261121t060000z` as ISO; null where there is no such day or time. */
function instantOf(stamp: string): string | null {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z$/, '$1-$2-$3T$4:$5:$6.000Z')
  const parsed = Date.parse(iso)
  return Number.isFinite(parsed) && new Date(parsed).toISOString() === iso ? iso : null
}

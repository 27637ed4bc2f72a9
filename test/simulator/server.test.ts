import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerBytes } from '../../src/simulator/api/api-answer.ts'
import { type FaultKind, faultKinds, faultPlaylist } from '../../src/simulator/api/faults.ts'
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'

const stamp = '20261121t060000z'
const date = new Date('2026-11-21T06:00:00Z').toUTCString()
const playlist = simulatedCharts[0]?.playlist ?? ''
let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

interface RequestOptions {
  url?: string
  at?: string
  app?: string
  authorization?: string
}

/** Requests a path under `/v1/playlists/`, with a new token. */
async function get(
  path: string,
  { url = simulator.url, at = stamp, app = 'simulator', authorization }: RequestOptions = {},
) {
  const bearer = authorization ?? `Bearer ${(await token({ url, at, app })).body.access_token}`
  return readResponse(
    await fetch(`${url}/${at}/v1/playlists/${path}`, { headers: { authorization: bearer } }),
  )
}

async function token({
  url = simulator.url,
  at = stamp,
  app = 'simulator',
  secret = 'simulator',
  form = {},
}) {
  const headers = { authorization: `Basic ${Buffer.from(`${app}:${secret}`).toString('base64')}` }
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form })
  return readResponse(
    await fetch(`${url}/${at}/api/token`.replace('//api', '/api'), { method: 'POST', headers, body }),
  )
}

async function readResponse(response: Response) {
  const text = await response.text()
  let body: any = null
  try {
    body = JSON.parse(text)
  } catch {}
  return { status: response.status, headers: response.headers, text, body }
}

async function withSimulator(options: SimulatorOptions, use: (url: string) => Promise<void>) {
  const other = await startSimulator(options)
  try {
    await use(other.url)
  } finally {
    await other.close()
  }
}

const ids = (page: any): string[] => page.items.map((row: any) => (row.item ?? row.track).id)

describe('tokens', () => {
  test('are issued to a known app and are valid for an hour of simulated time', async () => {
    const { status, body } = await token({})
    expect(status).toBe(200)
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 })
    const authorization = `Bearer ${body.access_token}`
    expect((await get(playlist, { authorization, at: '20261121t065959z' })).status).toBe(200)
    const expired = await get(playlist, { authorization, at: '20261121t070000z' })
    expect([expired.status, expired.body.error.message]).toEqual([401, 'The access token expired'])
  })

  test('issued without an instant are valid at any instant', async () => {
    const { body } = await token({ at: '' })
    expect((await get(playlist, { authorization: `Bearer ${body.access_token}` })).status).toBe(200)
  })

  test.each([
    [{ app: 'somebody' }, 'invalid_client'],
    [{ secret: 'wrong' }, 'invalid_client'],
    [{ form: { grant_type: 'refresh_token', refresh_token: 'old' } }, 'invalid_grant'],
    [{ form: { grant_type: 'password' } }, 'unsupported_grant_type'],
  ])('are rejected for %j', async (asked, error) => {
    const { status, body } = await token(asked)
    expect([status, body.error]).toEqual([400, error])
  })

  test('are issued for the valid refresh token', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: 'simulator-refresh' }
    expect((await token({ form })).status).toBe(200)
  })

  test.each([
    ['', 'No token provided'],
    ['Bearer simulator.any.zzz', 'Invalid access token'],
  ])('a request with %j is rejected', async (authorization, message) => {
    const { status, body } = await get(playlist, { authorization })
    expect([status, body]).toEqual([401, { error: { status: 401, message } }])
  })
})

describe('every response', () => {
  test.each([playlist, `${playlist}/tracks?limit=999`, 'nobody', faultPlaylist('quota_exceeded')])(
    'has the simulated instant as its Date: %s',
    async (path) => {
      expect((await get(path)).headers.get('date')).toBe(date)
      expect((await get(path, { authorization: '' })).headers.get('date')).toBe(date)
    },
  )

  test('of the token endpoint too', async () => {
    expect((await token({})).headers.get('date')).toBe(date)
  })

  test('is the same over HTTP and without', async () => {
    const { text } = await get(`${playlist}/tracks?limit=3`)
    const base = `${simulator.url}/${stamp}/v1`
    const bytes = answerBytes({ playlist, instant: '2026-11-21T06:00:00Z', limit: 3, base })
    expect(text).toBe(Buffer.from(bytes).toString('utf8'))
  })
})

describe('paging', () => {
  test('follows next to the end, in order and without a gap', async () => {
    const whole = await get(`${playlist}/tracks?limit=100`)
    const { body } = await token({})
    const headers = { authorization: `Bearer ${body.access_token}` }
    let url = `${simulator.url}/${stamp}/v1/playlists/${playlist}/items?limit=30`
    const found: string[] = []
    const offsets: number[] = []
    while (url !== null) {
      const page: any = await (await fetch(url, { headers })).json()
      expect(page.href).toBe(
        `${simulator.url}/${stamp}/v1/playlists/${playlist}/items?offset=${page.offset}&limit=30`,
      )
      found.push(...ids(page))
      offsets.push(page.offset)
      url = page.next
    }
    expect(offsets).toEqual([0, 30, 60, 90])
    expect(found).toEqual(ids(whole.body))
  })

  test('has 20 items per page by default, and a link to the previous page', async () => {
    const { body } = await get(`${playlist}/tracks?offset=30`)
    expect([body.limit, body.items.length, body.total]).toEqual([20, 20, 100])
    expect(body.previous).toMatch(/offset=10&limit=20$/)
    expect(body.next).toMatch(/offset=50&limit=20$/)
    const first = await get(`${playlist}/tracks?offset=5`)
    expect(first.body.previous).toMatch(/offset=0&limit=20$/)
  })

  test('ends after the last item', async () => {
    const { body } = await get(`${playlist}/tracks?offset=100&limit=50`)
    expect([body.items, body.next]).toEqual([[], null])
  })

  test.each(['tracks?limit=0', 'tracks?limit=101', 'items?limit=51', 'items?limit=ten', 'tracks?offset=-1'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await get(`${playlist}/${query}`)
      expect([status, body.error.message]).toEqual([400, expect.stringMatching(/^Invalid (limit|offset)$/)])
    },
  )
})

describe('the worlds of the API', () => {
  const rowKeys = (page: any) => Object.keys(page.items[0]).filter((key) => key === 'track' || key === 'item')

  test('extended quota: tracks in the playlist, and both addresses exist', async () => {
    const { body } = await get(playlist)
    expect(body.items).toBe(undefined)
    expect([body.tracks.items.length, body.tracks.next, rowKeys(body.tracks)]).toEqual([100, null, ['track']])
    expect(rowKeys((await get(`${playlist}/tracks`)).body)).toEqual(['track'])
    expect(rowKeys((await get(`${playlist}/items`)).body)).toEqual(['item'])
  })

  test.each([
    { app: 'simulator-development', id: playlist },
    { app: 'simulator', id: 'sim-world-development' },
  ])('development mode by app or by playlist: items, fewer fields, no tracks: %j', async ({ app, id }) => {
    const { body } = await get(id, { app })
    expect(body.tracks).toBe(undefined)
    expect([body.items.items.length, rowKeys(body.items)]).toEqual([50, ['item']])
    expect(body.items.next).toBe(`${simulator.url}/${stamp}/v1/playlists/${id}/items?offset=50&limit=50`)
    const [{ item }] = body.items.items
    for (const gone of ['popularity', 'available_markets', 'linked_from', 'preview_url'])
      expect(item).not.toHaveProperty(gone)
    expect(item.album).not.toHaveProperty('available_markets')
    expect(item.external_ids.isrc).toMatch(/^\w{12}$/)
    const refused = await get(`${id}/tracks`, { app })
    expect([refused.status, refused.body.error.message]).toEqual([403, 'Forbidden'])
  })

  test('both at once: the same songs under both names', async () => {
    const { body } = await get(playlist, { app: 'simulator-both' })
    expect(rowKeys(body.tracks)).toEqual(['track', 'item'])
    expect(ids(body.items)).toEqual(ids(body.tracks).slice(0, 50))
  })
})

describe('what does not exist', () => {
  test.each(['0000000000000000000000', '37i9dQZEVXbInventedChart'])('is 404: playlist %s', async (id) => {
    for (const path of [id, `${id}/tracks`, `${id}/items`]) {
      const { status, body } = await get(path)
      expect([status, body.error.message]).toEqual([404, 'Resource not found'])
    }
  })

  test('is a chart before 2017, an invalid instant, an address without an instant', async () => {
    expect((await get(playlist, { at: '20161231t235959z' })).status).toBe(404)
    expect((await get(playlist, { at: '20170101t000000z' })).status).toBe(200)
    expect((await get(playlist, { at: '20260230t000000z', authorization: '' })).status).toBe(400)
    expect((await fetch(`${simulator.url}/v1/playlists/${playlist}`)).status).toBe(404)
  })
})

test('the front page names the charts, the faults and an example', async () => {
  const page: any = await (await fetch(simulator.url)).json()
  expect(page.charts).toHaveLength(9)
  expect(page.addresses.example).toContain(`${simulator.url}/${stamp}/v1/playlists/${playlist}`)
  const named = Object.entries(faultKinds).filter(
    ([, { on }]) => !(on as readonly string[]).includes('token'),
  )
  expect(page.faults).toHaveLength(named.length)
})

test('requests are recorded with their status', async () => {
  await get('nobody')
  expect(simulator.requests.at(-1)).toEqual({
    method: 'GET',
    path: `/${stamp}/v1/playlists/nobody`,
    status: 404,
  })
})

test('a port in use is an error', async () => {
  const port = Number(new URL(simulator.url).port)
  await expect(startSimulator({ port })).rejects.toThrow('EADDRINUSE')
})

/** What three requests for the items of a fault's own playlist see, the first at an instant of its own. */
const expected: Record<Exclude<FaultKind, 'invalid_client' | 'invalid_grant'>, (string | number)[]> = {
  editorial: [404, 404, 'Resource not found'],
  not_owner: [403, 403, 'Forbidden'],
  premium_required: [403, 403, 'text: Active premium subscription'],
  user_not_registered: [403, 403, 'text: Check settings on'],
  rate_limited: [429, 200, 'API rate limit exceeded'],
  rate_limited_long: [429, 429, 'API rate limit exceeded'],
  rate_limited_bare: [429, 200, ''],
  quota_exceeded: [429, 429, 'Daily quota exceeded'],
  spurious_401: [401, 200, 'Invalid access token'],
  token_rejected: [401, 401, 'Invalid access token'],
  empty_body: [200, 200, ''],
  truncated_body: [200, 200, 'no JSON'],
  html: [200, 200, 'no JSON'],
  server_error: [502, 200, ''],
  server_down: [503, 503, 'Service temporarily unavailable'],
  total_disagrees: [200, 200, '107: 50 and next'],
  ends_early: [200, 200, '100: 25'],
  empty_playlist: [200, 200, '0: 0'],
  too_short: [200, 200, '10: 10'],
}

const inWords = ({ text, body, headers }: { text: string; body: any; headers: Headers }) => {
  if (headers.get('content-type')?.startsWith('text/plain')) return `text: ${text.split(' ', 3).join(' ')}`
  if (text === '') return ''
  if (body === null) return 'no JSON'
  if (body.error) return body.error.message
  return `${body.total}: ${body.items.length}${body.next === null ? '' : ' and next'}`
}

describe('faults', () => {
  test.each(Object.entries(expected))(
    '%s has a playlist of its own',
    async (kind, [first, second, words]) => {
      const path = `${faultPlaylist(kind as FaultKind)}/items?limit=50`
      const answers = [await get(path), await get(path)]
      expect([answers[0]?.status, answers[1]?.status, inWords(answers[0] as never)]).toEqual([
        first,
        second,
        words,
      ])
      // What happens once happens again at another instant.
      expect((await get(path, { at: '20261122t060000z' })).status).toBe(first)
    },
  )

  test.each(Object.keys(expected).filter((kind) => kind !== 'not_owner'))(
    '%s strikes the playlist as well',
    async (kind) => {
      const id = faultPlaylist(kind as FaultKind)
      const [first] = expected[kind as keyof typeof expected]
      const { status, body, text } = await get(id)
      expect(status).toBe(first)
      const page = status === 200 && body !== null ? body.tracks : body
      const good = await get(`${playlist}`)
      expect(page === null ? text : JSON.stringify(page)).not.toBe(JSON.stringify(good.body.tracks))
    },
  )

  test('not_owner gives the playlist without its items', async () => {
    const { status, body } = await get(faultPlaylist('not_owner'))
    expect([status, body.tracks, body.items]).toEqual([200, undefined, undefined])
  })

  test('Retry-After is in seconds if it is given', async () => {
    const seconds = async (kind: FaultKind) =>
      (await get(faultPlaylist(kind), { at: '20260101t000000z' })).headers.get('retry-after')
    expect(await seconds('rate_limited')).toBe('1')
    expect(await seconds('rate_limited_long')).toBe('79892')
    expect(await seconds('rate_limited_bare')).toBe(null)
    expect((await get(faultPlaylist('quota_exceeded'))).body.error.reason).toBe('QUOTA_EXCEEDED')
  })

  test('can be configured: endpoint, number and page', async () => {
    const faults = [
      { kind: 'invalid_grant', on: 'token', times: 1 },
      { kind: 'server_error', on: 'items', playlist, offset: 50, times: 2 },
      { kind: 'rate_limited', on: 'playlist', playlist, retry_after: 7 },
    ] as const
    await withSimulator({ faults }, async (url) => {
      expect((await token({ url })).body.error).toBe('invalid_grant')
      const page = `${playlist}/tracks?limit=50`
      const statuses: number[] = []
      for (const path of [page, `${page}&offset=50`, `${page}&offset=50`, `${page}&offset=50`]) {
        statuses.push((await get(path, { url })).status)
      }
      expect(statuses).toEqual([200, 502, 502, 200])
      const limited = await get(playlist, { url })
      expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7'])
    })
  })
})

describe('corrections', () => {
  test('change a chart date’s answer from an instant on, and back', async () => {
    const corrections = [
      { chart: 'global-top-100', from: '2026-11-20T12:00:00Z', kind: 'swap_top' },
      { playlist, from: '2026-11-20T16:00:00Z', to: '2026-11-20T17:00:00Z', kind: 'empty' },
      { chart: 'global-top-100', from: '2026-11-20T18:00:00Z', kind: 'original' },
    ] as const
    await withSimulator({ corrections }, async (url) => {
      const seen = async (at: string) => {
        const { body } = await get(playlist, { url, at })
        return { songs: ids(body.tracks), snapshot_id: body.snapshot_id }
      }
      const original = await seen('20261120t115959z')
      const [first, second, ...rest] = original.songs
      const corrected = await seen('20261120t120000z')
      expect(corrected.songs).toEqual([second, first, ...rest])
      expect(corrected.snapshot_id).not.toBe(original.snapshot_id)
      expect((await seen('20261120t160000z')).songs).toEqual([])
      expect((await seen('20261120t170000z')).songs).toEqual(corrected.songs)
      expect(await seen('20261120t180000z')).toEqual(original)
      // The next day is another chart.
      const next = await get(playlist, { url, at: '20261121t130000z' })
      expect(ids(next.body.tracks)).toEqual(
        ids((await get(playlist, { at: '20261121t060000z' })).body.tracks),
      )
    })
  })

  test('are planted by the world now and then, never before noon', async () => {
    const { findCorrection } = await import('../../src/simulator/world/corrections.ts')
    const asked = { seed: 1, chart: 'global-top-100', playlist }
    const kinds = (time: string) =>
      Array.from({ length: 28 * 12 }, (_, index) => {
        const day = new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10)
        return findCorrection({ ...asked, instant: `${day}T${time}Z` }, [])
      })
    expect(new Set(kinds('11:59:59'))).toEqual(new Set(['original']))
    expect(new Set(kinds('15:00:00'))).toEqual(new Set(['original', 'swap_top']))
  })
})

import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/domain/errors.ts'
import { type SpotifyOptions, spotifySource } from '../../src/sources/spotify/fetch-spotify.ts'
import { spotifyFormat } from '../../src/sources/spotify/recognise-spotify.ts'
import { pageOf, playlistOf, rowOf, trackOf } from './support/answers.ts'
import type { Reply } from './support/send-reply.ts'
import { fakeSession, requestFor, serve } from './support/serve.ts'

const credentials = { client_id: 'me', client_secret: 'secret' }
const rows = (from: number, to: number, key: 'track' | 'item' = 'track') =>
  Array.from({ length: to - from }, (_each, index) => rowOf(trackOf(`s${from + index}`), key))

/** How the version of a playlist is compared after its last page. */
const versionQuery = '?fields=snapshot_id'

type Answer = (path: string, origin: string, times: number) => Reply

/** A Web API that gives out tokens t1, t2, … and answers everything else by `answer`. */
async function api(
  answer: Answer,
  token: (count: number) => Reply = goodToken,
  { later_version = 'v1', ...more }: Partial<SpotifyOptions> & { later_version?: string } = {},
) {
  const session = fakeSession()
  const times = new Map<string, number>()
  let tokens = 0
  const server = await serve((path, request) => {
    if (path === '/token') return token(++tokens)
    if (path.endsWith(versionQuery)) return { body: { snapshot_id: later_version } }
    times.set(path, (times.get(path) ?? 0) + 1)
    return answer(path, `http://${request.headers.host}`, times.get(path) ?? 0)
  })
  const { url } = server
  const source = spotifySource({
    credentials,
    url: `${url}/v1`,
    token_url: `${url}/token`,
    now: session.now,
    ...more,
  })
  const fetch = (playlist = 'abc123') => source.fetch(requestFor(session.http, { playlist }))
  const paths = () => server.asked.map(({ path }) => path)
  return { ...session, ...server, fetch, paths }
}

function goodToken(count: number): Reply {
  return { body: { access_token: `t${count}`, token_type: 'Bearer', expires_in: 3600 } }
}

const refusing = (status: number, message: string): Reply => ({
  status,
  body: { error: { status, message } },
})
/** The page of a proxy in place of an answer. */
const blocked = (status: number): Reply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<html><title>Blocked</title></html>',
})
const wholeChart = playlistOf({ tracks: pageOf(rows(0, 3)) })

describe('fetching a Spotify playlist', () => {
  it('asks for the playlist object, follows next to the end and keeps every body untouched', async () => {
    const { fetch, paths, asked } = await api((path, origin) => {
      if (!path.includes('?')) {
        const next = `${origin}/v1/playlists/abc123/tracks?offset=100&limit=100`
        return { body: playlistOf({ tracks: pageOf(rows(0, 100), { total: 120, next }) }) }
      }
      const body = JSON.stringify(pageOf(rows(100, 120), { offset: 100, total: 120 }), null, 1)
      return { body, headers: { date: 'Sat, 21 Nov 2026 06:00:59 GMT' } }
    })
    const raw = await fetch()
    expect(paths()).toEqual([
      '/token',
      '/v1/playlists/abc123',
      '/v1/playlists/abc123/tracks?offset=100&limit=100',
      `/v1/playlists/abc123${versionQuery}`,
    ])
    const authorisations = new Set(asked.slice(1).map(({ headers }) => headers.authorization))
    expect([...authorisations]).toEqual(['Bearer t1'])
    expect(asked[0]?.headers.authorization).toBe(`Basic ${btoa('me:secret')}`)
    expect(raw.header).toMatchObject({
      format: 1,
      reader: 'spotify',
      source: 'spotify',
      chart: 'invented-top',
      chart_date: '2026-11-21',
      fetched_at: '2026-11-21T06:00:59.000Z',
      complete: true,
      settings: { chart_name: 'Invented Top', scope: 'global' },
    })
    expect(raw.header.pages.map(({ bytes, status }) => [bytes, status])).toEqual(
      raw.bodies.map(({ length }) => [length, 200]),
    )
    expect(Buffer.from(raw.bodies[1] ?? []).toString()).toMatch(/^\{\n "items"/)
    const [issue] = [...spotifyFormat.read(raw)]
    expect([...(issue?.items ?? [])].map(({ position }) => position)).toEqual(
      rows(0, 120).map((_row, at) => at + 1),
    )
    expect(issue).toMatchObject({
      chart_size: 120,
      complete: true,
      settings: { chart_name: 'Invented Chart' },
    })
  })

  it('asks for the songs by themselves where the playlist comes without', async () => {
    const { fetch, paths } = await api((path, origin) => {
      if (!path.includes('/items')) return { body: playlistOf({ tracks: undefined }) }
      const next = `${origin}/v1/playlists/abc123/items?offset=50&limit=50`
      return path.includes('offset')
        ? { body: pageOf(rows(50, 60, 'item'), { offset: 50, total: 60 }) }
        : { body: pageOf(rows(0, 50, 'item'), { total: 60, next }) }
    })
    const raw = await fetch()
    expect(paths().slice(2)).toEqual([
      '/v1/playlists/abc123/items?limit=50',
      '/v1/playlists/abc123/items?offset=50&limit=50',
      `/v1/playlists/abc123${versionQuery}`,
    ])
    expect([...spotifyFormat.read(raw)][0]).toMatchObject({
      chart_size: 60,
      settings: { chart_name: 'Invented Chart' },
    })
  })

  it('follows the new pages where the playlist comes in the old shape as well', async () => {
    const { fetch, paths } = await api((path, origin) => {
      if (path.includes('offset')) return { body: pageOf(rows(2, 3, 'item'), { offset: 2, total: 3 }) }
      const page = (name: 'tracks' | 'items') => ({
        total: 3,
        next: `${origin}/v1/playlists/abc123/${name}?offset=2&limit=2`,
      })
      const items = pageOf(rows(0, 2, 'item'), page('items'))
      return { body: { ...playlistOf({ tracks: pageOf(rows(0, 2), page('tracks')) }), items } }
    })
    await fetch()
    expect(paths()[2]).toBe('/v1/playlists/abc123/items?offset=2&limit=2')
  })

  it('uses one token for all charts, also at once, until a minute before it ends', async () => {
    const { fetch, paths, pass } = await api(() => ({ body: wholeChart }))
    const tokens = () => paths().filter((path) => path === '/token').length
    await Promise.all([fetch(), fetch(), fetch()])
    pass(3_539_000)
    await fetch()
    expect(tokens()).toBe(1)
    pass(1_000)
    await fetch()
    expect(tokens()).toBe(2)
  })

  it('takes a new token after a 401, and gives up after the second', async () => {
    const once = await api((_path, _origin, times) =>
      times === 1 ? refusing(401, 'expired') : { body: wholeChart },
    )
    await once.fetch()
    expect(once.asked.at(-1)?.headers.authorization).toBe('Bearer t2')
    const always = await api(() => refusing(401, 'expired'))
    await expect(always.fetch()).rejects.toMatchObject({
      code: 'TokenRejected',
      message: expect.stringMatching(/clock/),
    })
    expect(always.asked).toHaveLength(4)
  })

  it.each([
    ['empty', ''],
    ['cut off', JSON.stringify(wholeChart).slice(0, 200)],
  ])('asks again where a 200 is %s', async (_name, body) => {
    const twice = await api((_path, _origin, times) => ({ body: times < 3 ? body : wholeChart }))
    await twice.fetch()
    const always = await api(() => ({ body }))
    await expect(always.fetch()).rejects.toMatchObject({ code: 'Incomplete', retryable: true })
  })

  it.each([
    ['is empty', () => pageOf([])],
    ['ends before its total', () => pageOf(rows(0, 3), { total: 5 })],
    ['has an empty page', (next: string) => pageOf(rows(0, 3), { total: 5, next: `${next}?page=empty` })],
    ['has a gap between pages', (next: string) => pageOf(rows(0, 3), { total: 5, next: `${next}?page=gap` })],
    [
      'changed between pages',
      (next: string) => pageOf(rows(0, 3), { total: 5, next: `${next}?page=changed` }),
    ],
    [
      'has songs of a page on the next one, too',
      (next: string) => pageOf(rows(0, 3), { total: 5, next: `${next}?page=moved` }),
    ],
    [
      'has the same page twice',
      (next: string) => pageOf(rows(0, 3), { total: 6, next: `${next}?page=same` }),
    ],
    ['has items without a song alone', () => pageOf([{ track: null }, { track: null }])],
    ['leads back to itself', (next: string) => pageOf(rows(0, 3), { total: 5, next })],
  ])('stores nothing of a playlist that %s', async (_name, tracks) => {
    const pages: Record<string, unknown> = {
      empty: pageOf([], { offset: 3, total: 5 }),
      gap: pageOf(rows(0, 2), { offset: 4, total: 5 }),
      moved: pageOf(rows(2, 4), { offset: 3, total: 5 }),
      same: pageOf(rows(0, 3), { offset: 3, total: 6 }),
      changed: pageOf(rows(3, 6), { offset: 3, total: 6 }),
    }
    const { fetch } = await api((path, origin) => {
      const [, page] = path.split('?page=')
      return { body: page === undefined ? playlistOf({ tracks: tracks(origin + path) }) : pages[page] }
    })
    await expect(fetch()).rejects.toMatchObject({ code: 'Incomplete', retryable: true })
  })

  it('keeps a playlist with items without a song around the seam of its pages', async () => {
    const hole = { added_at: null, track: null }
    const { fetch } = await api((path, origin) => ({
      body: path.includes('?page=2')
        ? pageOf([hole, ...rows(4, 5)], { offset: 3, total: 5 })
        : playlistOf({
            tracks: pageOf([...rows(0, 2), hole], { total: 5, next: `${origin}${path}?page=2` }),
          }),
    }))
    expect((await fetch()).bodies).toHaveLength(2)
  })

  /** Songs 0 to 2, then song 4: after the first page, song 0 has moved to the end, and song 3 up to the first page. */
  const movedUp =
    (id: string): Answer =>
    (path, origin) => ({
      body: path.includes('?page=2')
        ? pageOf([...rows(4, 6), ...rows(0, 1)], { offset: 3, total: 6 })
        : playlistOf({ id, tracks: pageOf(rows(0, 3), { total: 6, next: `${origin}${path}?page=2` }) }),
    })

  it('stores nothing if a song has moved up to an earlier page meanwhile', async () => {
    const { fetch } = await api(movedUp('abc123'), goodToken, { later_version: 'v2' })
    await expect(fetch()).rejects.toMatchObject({
      code: 'Incomplete',
      retryable: true,
      message: expect.stringContaining(
        'it changed while its pages were fetched; nothing was stored: run again',
      ),
    })
  })

  it('compares no version of its own playlists, of which each answer has another', async () => {
    const id = '37i9dQZEVXbMDoHDwVN2tF'
    const { fetch, paths } = await api(movedUp(id), goodToken, { later_version: 'v2', extended_quota: true })
    expect((await fetch(id)).bodies).toHaveLength(2)
    expect(paths().join(' ')).not.toContain(versionQuery)
  })

  it('refuses another playlist than it asked for', async () => {
    const { fetch } = await api(() => ({ body: playlistOf({ id: 'other', tracks: pageOf(rows(0, 3)) }) }))
    await expect(fetch()).rejects.toMatchObject({
      code: 'BadAnswer',
      message: expect.stringContaining('playlist other, expected abc123'),
    })
  })

  it('follows no link to another host', async () => {
    const next = 'http://127.0.0.2:1/v1/playlists/abc123/tracks?offset=3'
    const { fetch } = await api(() => ({
      body: playlistOf({ tracks: pageOf(rows(0, 3), { total: 5, next }) }),
    }))
    await expect(fetch()).rejects.toMatchObject({
      code: 'BadAnswer',
      message: expect.stringMatching(/127\.0\.0\.2/),
    })
  })

  it.each([
    ['PlaylistNotFound', 'abc123', refusing(404, 'Resource not found'), /configuration/],
    ['NotOwnerOrCollaborator', 'abc123', refusing(403, 'Forbidden'), /collaborates/],
    ['BadAnswer', 'abc123', blocked(403), /a page of HTML with status 403 at 127.*a proxy/],
    ['BadAnswer', 'abc123', blocked(404), /a page of HTML with status 404/],
    [
      'PremiumRequired',
      'abc123',
      refusing(403, 'Active premium subscription required for the owner of the app'),
      /subscription/,
    ],
    ['BadAnswer', 'abc123', refusing(400, 'Error parsing JSON.'), /Error parsing JSON/],
    ['BadAnswer', 'abc123', { body: { hello: 1 } }, /neither a playlist/],
    [
      'RateLimited',
      'abc123',
      { status: 429, headers: { 'retry-after': '79892' } },
      /2026-11-22T04:11:32.000Z/,
    ],
    [
      'QuotaExceeded',
      'abc123',
      {
        status: 429,
        headers: { 'retry-after': '9' },
        body: { error: { status: 429, reason: 'QUOTA_EXCEEDED' } },
      },
      /2026-11-21T06:00:09.000Z/,
    ],
    ['Unreachable', 'abc123', refusing(502, 'Bad gateway'), /502/],
  ])('says %s, and what to do next', async (code, playlist, reply, message) => {
    const { fetch } = await api(() => reply)
    await expect(fetch(playlist)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('refuses an editorial playlist without a request, unless the app has extended quota', async () => {
    const reply = refusing(404, 'Resource not found')
    const error = { code: 'EditorialPlaylist', message: expect.stringMatching(/playlist of your own/) }
    const { fetch, asked } = await api(() => reply)
    await expect(fetch('37i9dQZEVXbInvented')).rejects.toMatchObject(error)
    expect(asked).toEqual([])
    const extended = await api(() => reply, goodToken, { extended_quota: true })
    await expect(extended.fetch('37i9dQZEVXbInvented')).rejects.toMatchObject(error)
    expect(extended.asked).toHaveLength(2)
  })

  it('says that an app in development mode may not read the songs of others', async () => {
    const { fetch } = await api((path) =>
      path.includes('/items') ? refusing(403, 'Forbidden') : { body: playlistOf({}) },
    )
    await expect(fetch()).rejects.toMatchObject({ code: 'NotOwnerOrCollaborator' })
  })

  it.each([
    ['BadCredentials', { status: 400, body: { error: 'invalid_client' } }, /SPOTIFY_CLIENT_ID/],
    [
      'ReauthorisationRequired',
      { status: 400, body: { error: 'invalid_grant' } },
      /invalid_grant.*SPOTIFY_CLIENT_ID/,
    ],
    ['BadAnswer', { body: { hello: 1 } }, /access_token/],
  ])('says %s where no token is given', async (code, reply, message) => {
    const { fetch } = await api(
      () => ({ body: wholeChart }),
      () => reply,
    )
    await expect(fetch()).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('asks for a token again after one that did not come', async () => {
    const refusal = { status: 400, body: { error: 'invalid_client' } }
    const { fetch } = await api(
      () => ({ body: wholeChart }),
      (count) => (count === 1 ? refusal : goodToken(count)),
    )
    await expect(fetch()).rejects.toMatchObject({ code: 'BadCredentials' })
    await expect(fetch()).resolves.toBeDefined()
  })

  it('names the variables that are missing before it asks anybody', async () => {
    const missing = { client_id: 'me', client_secret: null }
    const { fetch, asked } = await api(() => ({}), goodToken, { credentials: missing })
    await expect(fetch()).rejects.toThrow(ConfigError)
    await expect(fetch()).rejects.toThrow(/set SPOTIFY_CLIENT_SECRET /)
    expect(asked).toEqual([])
  })

  it('says no secret in any error', async () => {
    for (const reply of [refusing(403, 'x'), refusing(401, 'x'), refusing(500, 'x')]) {
      const { fetch } = await api(() => reply)
      const error = await fetch().catch((thrown: unknown) => thrown)
      expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/secret|Bearer|Basic|t1/)
    }
  })
})

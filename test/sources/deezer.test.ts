import { describe, expect, it } from 'vitest'
import { deezerSource } from '../../src/sources/deezer/fetch-deezer.ts'
import { deezerFormat } from '../../src/sources/deezer/recognise-deezer.ts'
import { deezerTrack } from './support/answers.ts'
import type { Reply } from './support/send-reply.ts'
import { fakeSession, requestFor, serve } from './support/serve.ts'

const tracks = (from: number, to: number) =>
  Array.from({ length: to - from }, (_each, index) => deezerTrack(from + index + 1))
const error = (code: number, message: string): Reply => ({
  body: { error: { type: 'Exception', message, code } },
})

async function api(answer: (path: string, origin: string, times: number) => Reply) {
  const session = fakeSession()
  let times = 0
  const server = await serve((path, request) => answer(path, `http://${request.headers.host}`, ++times))
  const source = deezerSource({ url: server.url, now: session.now })
  const [chart] = source.charts()
  return { ...session, ...server, fetch: () => source.fetch(requestFor(session.http, chart)) }
}

describe('fetching a Deezer playlist', () => {
  it('asks without an account for the worldwide chart and follows next', async () => {
    const { fetch, asked } = await api((path, origin) =>
      path.includes('index=0')
        ? { body: { data: tracks(0, 60), total: 100, next: `${origin}/playlist/3155776842/tracks?index=60` } }
        : { body: { data: tracks(60, 100), total: 100 } },
    )
    const raw = await fetch()
    expect(asked.map(({ path }) => path)).toEqual([
      '/playlist/3155776842/tracks?limit=100&index=0',
      '/playlist/3155776842/tracks?index=60',
    ])
    expect(raw.header).toMatchObject({
      reader: 'deezer',
      source: 'deezer',
      chart: 'top-worldwide',
      complete: true,
    })
    expect([...deezerFormat.read(raw)][0]).toMatchObject({
      chart_size: 100,
      complete: true,
      settings: { chart_name: 'Top Worldwide', scope: 'global', expected_size: 100 },
    })
  })

  it.each([
    ['the quota is used up', 4],
    ['it is busy', 700],
  ])('asks again where %s, which comes with status 200', async (_name, code) => {
    const { fetch, waits } = await api((_path, _origin, times) =>
      times < 3 ? error(code, 'later') : { body: { data: tracks(0, 2), total: 2 } },
    )
    await fetch()
    expect(waits).toEqual([0.5, 1])
  })

  it.each([
    ['RateLimited', error(4, 'Quota limit exceeded'), /try again at 2026/],
    ['Unreachable', error(700, 'Service busy'), /busy/],
    ['PlaylistNotFound', error(800, 'no data'), /3155776842/],
    ['BadAnswer', error(300, 'Invalid token'), /300, Invalid token/],
    ['BadAnswer', { body: { id: 1 } }, /no list/],
    ['BadAnswer', { status: 403, body: '<html>' }, /403/],
    ['Incomplete', { body: '' }, /empty/],
    ['Incomplete', { body: { data: [], total: 0 } }, /empty/],
    ['Incomplete', { body: { data: tracks(0, 2), total: 3 } }, /2 of 3 songs.*accept_hidden/],
  ])('says %s, and what to do next', async (code, reply, message) => {
    const { fetch } = await api(() => reply)
    await expect(fetch()).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })
})

import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fetchPages, type Page } from '../../src/sources/http/fetch-pages.ts'
import { type ResponseCheck, statusProblem } from '../../src/sources/http/http-session.ts'
import type { HttpAnswer } from '../../src/sources/http/send-request.ts'
import { readServerDate } from '../../src/sources/http/server-date.ts'
import { spotifyPlaylists } from '../../src/sources/spotify/read-spotify.ts'
import type { Reply } from './support/send-reply.ts'
import { fakeSession, requestFor, serve } from './support/serve.ts'

const check = (answer: HttpAnswer): ResponseCheck<HttpAnswer> =>
  statusProblem('somewhere', answer) ?? { good: answer }

describe('the size of an answer', () => {
  const max_bytes = 2 ** 20
  const tooLarge = {
    code: 'TooLarge',
    retryable: false,
    message: expect.stringMatching(/^somewhere returned more than 1 MiB at 127\.0\.0\.1:\d+; check the URL/),
  }
  const send = async (reply: Reply) => {
    const { url, asked } = await serve(() => reply)
    const { http } = fakeSession({ max_bytes })
    return { asked, sent: http.send({ source: 'somewhere', url, check }) }
  }

  it('may be as large as the limit', async () => {
    const { sent } = await send({ body: 'x'.repeat(max_bytes) })
    expect((await sent).body).toHaveLength(max_bytes)
  })

  it.each([
    ['a body', { body: 'x'.repeat(max_bytes + 1) }],
    ['a body of an error', { status: 500, body: 'x'.repeat(max_bytes + 1) }],
    [
      'a compressed body',
      { headers: { 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(max_bytes + 1)) },
    ],
  ])('is limited for %s, and the request is not repeated', async (_name, reply) => {
    const { sent, asked } = await send(reply)
    await expect(sent).rejects.toMatchObject(tooLarge)
    expect(asked).toHaveLength(1)
  })

  it('is limited while an endless body arrives', async () => {
    let sent = 0
    const fetch = async () =>
      new Response(
        new ReadableStream({
          pull(stream) {
            sent += 65_536
            stream.enqueue(new Uint8Array(65_536))
          },
        }),
      )
    const { http } = fakeSession({ fetch, max_bytes })
    const endless = http.send({ source: 'somewhere', url: 'http://127.0.0.1:1/x', check })
    await expect(endless).rejects.toMatchObject({ code: 'TooLarge' })
    expect(sent).toBeLessThan(2 * max_bytes)
  })
})

describe('redirects', () => {
  const redirect = (location: string, status = 302): Reply => ({ status, headers: { location } })
  const { http } = fakeSession()

  it('are followed on the same host', async () => {
    const { url, asked } = await serve((path) => (path === '/a' ? redirect('/b?c=1') : { body: 'x' }))
    const { body } = await http.send({ source: 'somewhere', url: `${url}/a`, check })
    expect(Buffer.from(body).toString()).toBe('x')
    expect(asked.map(({ path }) => path)).toEqual(['/a', '/b?c=1'])
  })

  it.each([
    'http://localhost:1/x',
    'https://127.0.0.1/x',
    'http://127.0.0.1:1/x?signature=abc',
    '//user:password@127.0.0.1',
    'ftp://127.0.0.1',
    'http://',
  ])('to %s are refused, without a request to it', async (location) => {
    const { url } = await serve(() => redirect(location))
    const fetched: string[] = []
    const fetch: typeof globalThis.fetch = (request, init) => {
      fetched.push((request as Request).url)
      return globalThis.fetch(request, init)
    }
    const session = fakeSession({ fetch })
    const error = await session.http.send({ source: 'somewhere', url, check }).catch((thrown) => thrown)
    expect(error).toMatchObject({
      code: 'BadAnswer',
      message: expect.stringMatching(/redirects from .* to .*, which is not followed; check the URL/),
    })
    expect(String(error)).not.toMatch(/abc|password/)
    expect(fetched).toEqual([`${url}/`])
  })

  it.each([302, 307, 308])('of a POST with status %s are refused: its body has a secret', async (status) => {
    const { url, asked } = await serve(() => redirect('/other', status))
    const post = http.send({ source: 'somewhere', url, method: 'POST', body: 'x', check })
    await expect(post).rejects.toMatchObject({ code: 'BadAnswer' })
    expect(asked).toHaveLength(1)
  })

  it('that do not end are refused', async () => {
    const { url, asked } = await serve((path) => redirect(`${path}1`))
    await expect(http.send({ source: 'somewhere', url, check })).rejects.toMatchObject({ code: 'BadAnswer' })
    expect(asked).toHaveLength(6)
  })
})

describe('a chain of pages', () => {
  /** Pages of three songs, each with another page after it. */
  async function follow(
    total: number | null,
    { bytes = 10, ...limits }: { bytes?: number; max_bytes?: number } = {},
  ) {
    let pages = 0
    const getPage = async (url: string): Promise<Page> => {
      const page = pages++
      const answer = {
        url,
        status: 200,
        headers: new Headers(),
        body: new Uint8Array(bytes),
        retry_after: null,
      }
      const items = [{}, {}, {}]
      const next = `/page?offset=${page + 1}`
      return { answer, playlist: { id: null, name: null, items, next, offset: 3 * page, total } as never }
    }
    const { http, now } = fakeSession()
    const first = [await getPage('http://127.0.0.1:1/page')]
    const request = requestFor(http)
    const error = await fetchPages(
      { source: 'somewhere', reader: 'spotify', format: spotifyPlaylists, request, first, getPage, now },
      limits,
    ).catch((thrown: unknown) => thrown)
    return { pages, error }
  }

  it('ends where the total says', async () => {
    const { pages, error } = await follow(6)
    expect(error).toMatchObject({
      code: 'Incomplete',
      message:
        'playlist abc123 of somewhere is incomplete: it has 6 songs, but more pages; nothing was stored: run again',
    })
    expect(pages).toBe(2)
  })

  it.each([null, 1e9])('ends after a thousand pages where the total is %s', async (total) => {
    const { pages, error } = await follow(total)
    expect(error).toMatchObject({
      code: 'TooLarge',
      retryable: false,
      message: 'playlist abc123 of somewhere has more than 1,000 pages; use a shorter playlist',
    })
    expect(pages).toBe(1_000)
  })

  it('ends where its bytes exceed the limit', async () => {
    const { pages, error } = await follow(null, { bytes: 2 ** 19, max_bytes: 2 ** 20 })
    expect(error).toMatchObject({ code: 'TooLarge', message: expect.stringContaining('more than 1 MiB') })
    expect(pages).toBe(3)
  })
})

describe('the date of an answer', () => {
  const now = Date.parse('2026-11-21T06:00:00.700Z')
  const read = (date: string | null, options = {}) => {
    const headers = new Headers(date === null ? {} : { date })
    return readServerDate({ headers } as HttpAnswer, now, options)
  }

  it.each([
    ['Sat, 21 Nov 2026 06:00:12 GMT', { fetched_at: '2026-11-21T06:00:12.000Z' }],
    ['Fri, 20 Nov 2026 06:00:01 GMT', { fetched_at: '2026-11-20T06:00:01.000Z' }],
    ['Sun, 22 Nov 2026 06:00:00 GMT', { fetched_at: '2026-11-22T06:00:00.000Z' }],
    [null, { fetched_at: '2026-11-21T06:00:00.000Z' }],
    ['tomorrow', { fetched_at: '2026-11-21T06:00:00.000Z' }],
    [
      'Sun, 22 Nov 2026 06:00:01 GMT',
      { fetched_at: '2026-11-21T06:00:00.000Z', server_date: '2026-11-22T06:00:01.000Z' },
    ],
    [
      'Tue, 31 Dec 275000 23:59:59 GMT',
      { fetched_at: '2026-11-21T06:00:00.000Z', server_date: '+275000-12-31T23:59:59.000Z' },
    ],
  ])('%s is believed up to a day from the clock', (date, expected) => {
    expect(read(date)).toEqual(expected)
  })

  it('is believed at any distance for a source whose instant was requested', () => {
    expect(read('Thu, 01 Jan 2015 00:00:00 GMT', { isBelieved: true })).toEqual({
      fetched_at: '2015-01-01T00:00:00.000Z',
    })
  })
})

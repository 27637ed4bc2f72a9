import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deezerSource } from '../../src/sources/deezer/fetch-deezer.ts'
import { redact } from '../../src/sources/http/redact.ts'
import { encodeRaw } from '../../src/sources/raw/raw-object.ts'
import type { ChartSource } from '../../src/sources/source.ts'
import { spotifySource } from '../../src/sources/spotify/fetch-spotify.ts'
import { pageOf, playlistOf, rowOf, trackOf } from './support/answers.ts'
import type { Reply } from './support/send-reply.ts'
import { fakeSession, requestFor, serve } from './support/serve.ts'

const visible = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join('')
const secret = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{12,60}$/),
  fc.array(fc.constantFrom(...visible), { minLength: 12, maxLength: 40 }).map((letters) => letters.join('')),
)
/** Where a server may put a secret that it knows, in an answer about a playlist. */
const places: Record<string, (secret: string, origin: string) => Reply> = {
  message: (text) => ({ status: 400, body: { error: { message: `no: ${text}!` } } }),
  'message of a 403': (text) => ({ status: 403, body: { error: { message: `Premium ${text}` } } }),
  'header in a message': (text) => ({ status: 400, body: { error: { message: `got "Bearer ${text}"` } } }),
  description: (text) => ({ status: 400, body: { error_description: text } }),
  'text without JSON': (text) => ({ body: `Bearer ${text}` }),
  'JSON that is cut off': (text) => ({ body: `{"token": "${text}` }),
  'redirect query': (text) => redirect(`http://localhost:1/?token=${encodeURIComponent(text)}`),
  'redirect path': (text) => redirect(`http://localhost:1/${encodeURIComponent(text)}`),
  'Retry-After': (text) => ({ status: 429, headers: { 'retry-after': text } }),
  date: (text) => ({ headers: { date: text }, body: playlistOf({ tracks: pageOf([song]) }) }),
  'next page of another host': (text) => next(`http://localhost:1/${encodeURIComponent(text)}?a=${text}`),
  'next page with a password': (text, origin) =>
    next(origin.replace('//', `//a:${encodeURIComponent(text)}@`)),
  'next page, query': (text, origin) =>
    next(`${origin}/page?offset=1&access_token=${encodeURIComponent(text)}`),
  'next page, query as it is': (text, origin) => next(`${origin}/page?${text}`),
  'next page, path': (text, origin) => next(`${origin}/page/${encodeURIComponent(text)}?offset=1`),
  'next page, path as it is': (text, origin) => next(`${origin}/page/${text}`),
}
const song = rowOf(trackOf('s1'))
const redirect = (location: string): Reply => ({ status: 302, headers: { location } })
const next = (url: string): Reply => ({
  body: playlistOf({ tracks: pageOf([song], { total: 2, next: url }) }),
})

/** Everything that a fetch gives to others: its error as a user or a debugger sees it, or the header that is stored. */
async function fetchAndShow(source: ChartSource, http = fakeSession().http): Promise<string> {
  try {
    const { header } = await source.fetch(requestFor(http, { playlist: 'abc123' }))
    return JSON.stringify(header)
  } catch (error) {
    return `${error} ${(error as Error).stack} ${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(error)}`
  }
}

function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (part) => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  })
}

function expectHidden(shown: string, texts: string[]) {
  for (const text of texts) {
    for (const form of [text, JSON.stringify(text).slice(1, -1), inspect(text).slice(1, -1)]) {
      expect(shown).not.toContain(form)
      expect(decoded(shown)).not.toContain(form)
    }
  }
}

describe('a secret that a server repeats', () => {
  it.each(Object.keys(places))('is never shown or stored: %s', async (place) => {
    let [token, reply]: [string, Reply] = ['', {}]
    const { url } = await serve((path) => {
      if (path === '/token') return { body: { access_token: token, expires_in: 3600 } }
      if (path.startsWith('/page')) return { body: pageOf([song], { offset: 1, total: 2 }) }
      return reply
    })
    await fc.assert(
      fc.asyncProperty(secret, secret, async (access_token, client_secret) => {
        token = access_token
        reply = places[place]?.(access_token, url) as Reply
        const credentials = { client_id: 'me', client_secret }
        const source = spotifySource({ credentials, url: `${url}/v1`, token_url: `${url}/token` })
        expectHidden(await fetchAndShow(source), [access_token, client_secret])
      }),
      { numRuns: 40, seed: 13 },
    )
  })

  it.each(['error', 'error_description'])('is never shown: %s of the token endpoint', async (field) => {
    let reply: Reply = {}
    const { url } = await serve(() => reply)
    await fc.assert(
      fc.asyncProperty(secret, fc.constantFrom(400, 401, 403), async (client_secret, status) => {
        const basic = Buffer.from(`me:${client_secret}`).toString('base64')
        const credentials = { client_id: 'me', client_secret }
        const source = spotifySource({ credentials, url: `${url}/v1`, token_url: `${url}/token` })
        for (const text of [client_secret, `got client_secret=${client_secret}`, `Basic ${basic}`]) {
          reply = { status, body: { [field]: text } }
          expectHidden(await fetchAndShow(source), [client_secret, basic])
        }
      }),
      { numRuns: 40, seed: 13 },
    )
  })

  it.each(['\n', '\r\n', '\0', 'é', ' '])('is never shown: a token that contains %j', async (separator) => {
    const token = `${'a'.repeat(20)}${separator}${'b'.repeat(20)}`
    const { url } = await serve((path) =>
      path === '/token' ? { body: { access_token: token, expires_in: 3600 } } : {},
    )
    const credentials = { client_id: 'me', client_secret: 'secret' }
    const source = spotifySource({ credentials, url: `${url}/v1`, token_url: `${url}/token` })
    const shown = await fetchAndShow(source)
    expect(shown).toMatch(/a token with characters that no header may contain/)
    expect(shown).not.toMatch(/aaaa|bbbb/)
  })

  it('is never shown: a token in an address that Deezer sends', async () => {
    const presigned = 'https://bucket.s3.amazonaws.com/x?X-Amz-Credential=AKIA&X-Amz-Signature=0123abcd'
    const { url } = await serve(() => ({ body: { error: { code: 300, message: `see ${presigned}` } } }))
    const shown = await fetchAndShow(deezerSource({ url }))
    expect(shown).toMatch(/see https:\/\/bucket.s3.amazonaws.com\/x\?\*\*\*/)
    expect(shown).not.toMatch(/AKIA|0123abcd/)
  })

  it('is not in an error that this machine makes of a header', async () => {
    const { http } = fakeSession()
    const headers = { authorization: 'Bearer aaaaaaaa\nbbbbbbbb' }
    const sent = http.send({ source: 'x', url: 'http://127.0.0.1:1', headers, check: (good) => ({ good }) })
    const error = await sent.catch((thrown: unknown) => thrown)
    expect(inspect(error)).not.toMatch(/aaaa|bbbb/)
    expect(error).toMatchObject({ code: 'Failed' })
  })
})

describe('redact', () => {
  it.each([
    ['https://a.example/x?offset=100&limit=50', 'https://a.example/x?offset=100&limit=50'],
    ['https://a.example/x?offset=100&key=1', 'https://a.example/x?offset=100&***'],
    ['see https://me:pw@a.example/x, please', 'see https://***@a.example/x, please'],
    ['https://a.example/#access_token=1', 'https://a.example/#***'],
    ['access_token=abc&x=1', 'access_token=***&x=1'],
    ['{"client_secret": "abc"}', '{"client_secret": "***"}'],
    ['Authorization: Basic abc', 'Authorization: Basic ***'],
    ['spotify rejects a token that it has just issued', 'spotify rejects a token that it has just issued'],
  ])('%s', (text, expected) => {
    expect(redact(text, [])).toBe(expected)
  })

  it('hides known secrets anywhere in a text', () => {
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, text, after) => {
        expect(redact(`${before}${text}${after}`, [text])).not.toContain(text)
      }),
    )
  })

  it('takes no time over a long text of a server', () => {
    for (const piece of ['token', 'a', 'https://', '?', '-', 'Bearer ', '%41']) {
      const text = piece.repeat(200_000)
      expect(redact(text, ['a secret of some length']).length).toBeLessThanOrEqual(text.length + 10)
    }
  })
})

it('changes nothing of the addresses of ordinary pages', async () => {
  const { url } = await serve((path, request) =>
    path === '/token'
      ? { body: { access_token: 'abcdefghijklmnop', expires_in: 3600 } }
      : path.includes('offset')
        ? { body: pageOf([rowOf(trackOf('another'))], { offset: 1, total: 2 }) }
        : next(`http://${request.headers.host}/v1/playlists/abc123/tracks?offset=1&limit=100`),
  )
  const credentials = { client_id: 'me', client_secret: 'secret' }
  const source = spotifySource({ credentials, url: `${url}/v1`, token_url: `${url}/token` })
  const raw = await source.fetch(requestFor(fakeSession().http, { playlist: 'abc123' }))
  expect(raw.header.pages.map((page) => page.url)).toEqual([
    `${url}/v1/playlists/abc123`,
    `${url}/v1/playlists/abc123/tracks?offset=1&limit=100`,
  ])
  expect(encodeRaw(raw).length).toBeGreaterThan(0)
})

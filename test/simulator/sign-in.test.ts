import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'

const stamp = '20260601t060000z'
const playlist = simulatedCharts[0]?.playlist ?? ''
const verifier = 'a-verifier-of-forty-three-characters-or-more'
const challenge = createHash('sha256').update(verifier).digest('base64url')
const redirect_uri = 'http://127.0.0.1:4321/callback'
const query = {
  client_id: 'simulator-new-app',
  response_type: 'code',
  redirect_uri,
  scope: 'playlist-read-private',
  state: 'of-mine',
  code_challenge_method: 'S256',
  code_challenge: challenge,
}

let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())

const authorizeUrl = (changes: object = {}) =>
  `${simulator.url}/${stamp}/authorize?${new URLSearchParams({ ...query, ...changes })}`

/** Where the browser is sent after the decision. */
async function decide(form: Record<string, string>, changes: object = {}): Promise<URL> {
  const body = new URLSearchParams(form)
  const answer = await fetch(authorizeUrl(changes), { method: 'POST', body, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? 'http://none')
}

async function token(form: Record<string, string>, at = stamp) {
  const body = new URLSearchParams({ client_id: query.client_id, ...form })
  const answer = await fetch(`${simulator.url}/${at}/api/token`, { method: 'POST', body })
  return { status: answer.status, body: (await answer.json()) as Record<string, string> }
}

async function signIn(user = 'simulator') {
  const code = (await decide({ user, decision: 'agree' })).searchParams.get('code') ?? ''
  const form = { grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier }
  return { form, answer: await token(form) }
}

async function get(path: string, access_token = '') {
  const headers = { authorization: `Bearer ${access_token}` }
  const answer = await fetch(`${simulator.url}/${stamp}/v1/${path}`, { headers })
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

const refresh = (refresh_token = '', at = stamp) => token({ grant_type: 'refresh_token', refresh_token }, at)

describe('the consent page', () => {
  test('names the app, the scope and the users', async () => {
    const answer = await fetch(authorizeUrl())
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringMatching(
        /simulator-new-app wants to: playlist-read-private[\s\S]*Ada[\s\S]*Ben[\s\S]*Cem/,
      ),
    ])
  })

  test.each([
    [{ client_id: 'nobody' }, /Invalid client/],
    [{ redirect_uri: 'http://localhost:4321/callback' }, /Invalid redirect URI/],
    [{ redirect_uri: 'http://127.0.0.1:4321/other' }, /Invalid redirect URI/],
    [{ redirect_uri: '"><script>' }, /Invalid redirect URI/],
    [{ response_type: 'token' }, /response_type/],
    [{ code_challenge_method: 'plain' }, /S256/],
  ])('never sends the browser back for %j', async (changes, words) => {
    for (const method of ['GET', 'POST']) {
      const answer = await fetch(authorizeUrl(changes), { method, redirect: 'manual' })
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringMatching(words)])
    }
  })

  test('shows a scope as text', async () => {
    const text = await (await fetch(authorizeUrl({ scope: '<b>all</b>' }))).text()
    expect(text).toContain('&#60;b&#62;all')
  })

  test('sends the browser back with the state, and a code or the refusal', async () => {
    const agreed = await decide({ user: 'simulator', decision: 'agree' })
    expect(agreed.href).toMatch(/^http:\/\/127\.0\.0\.1:4321\/callback\?code=[\w-]+&state=of-mine$/)
    const cancelled = await decide({ user: 'simulator', decision: 'cancel' })
    expect(cancelled.href).toBe(`${redirect_uri}?error=access_denied&state=of-mine`)
  })
})

describe('a code', () => {
  test('becomes tokens, once', async () => {
    const { form, answer } = await signIn()
    expect(answer).toMatchObject({
      status: 200,
      body: { scope: 'playlist-read-private', expires_in: 3600, refresh_token: expect.any(String) },
    })
    expect(await token(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  test.each([
    [{ code_verifier: 'another-verifier' }],
    [{ redirect_uri: 'http://127.0.0.1:1/callback' }],
    [{ client_id: 'simulator' }],
    [{ code: 'guessed' }],
  ])('is refused with %j', async (changes) => {
    const code = (await decide({ user: 'simulator', decision: 'agree' })).searchParams.get('code') ?? ''
    const form = { grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier }
    const { status, body } = await token({ ...form, ...changes } as Record<string, string>)
    expect([status, body.error]).toEqual([400, 'invalid_grant'])
  })
})

describe('a refresh token', () => {
  test('is replaced at each use, and then revoked', async () => {
    const { answer } = await signIn()
    const first = answer.body.refresh_token
    const second = await refresh(first)
    expect(second.body.refresh_token).not.toBe(first)
    expect(await refresh(first)).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Refresh token revoked' },
    })
    expect((await refresh(second.body.refresh_token)).status).toBe(200)
  })

  test.each([
    ['20261201t055959z', 200, undefined],
    ['20261201t060000z', 400, 'Refresh token expired'],
  ])('of 1 June at 06:00 is at %s answered with %i', async (at, status, words) => {
    const { answer } = await signIn()
    const refreshed = await refresh(answer.body.refresh_token, at)
    expect([refreshed.status, refreshed.body.error_description]).toEqual([status, words])
  })
})

describe('a new app', () => {
  test('shows the songs of a playlist to the user who owns it, and to nobody else', async () => {
    const [owner, guest] = [await signIn('simulator'), await signIn('guest')]
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const headers = { authorization: `Basic ${btoa('simulator-new-app:simulator')}` }
    const app = await fetch(`${simulator.url}/${stamp}/api/token`, { method: 'POST', body, headers })
    const alone = ((await app.json()) as { access_token: string }).access_token
    const status = async (access_token = '') =>
      (await get(`playlists/${playlist}/items`, access_token)).status
    expect(await status(owner.answer.body.access_token)).toBe(200)
    for (const access_token of [guest.answer.body.access_token, alone]) {
      expect(await status(access_token)).toBe(403)
      const shown = JSON.parse((await get(`playlists/${playlist}`, access_token)).text)
      expect([shown.type, shown.items, shown.tracks]).toEqual(['playlist', undefined, undefined])
    }
  })

  test('tells who has signed in, without country, e-mail and product', async () => {
    const { answer } = await signIn('guest')
    expect(JSON.parse((await get('me', answer.body.access_token)).text)).toEqual({
      account_id: 'account-guest',
      display_name: 'Ben',
      id: 'guest',
      type: 'user',
      uri: 'spotify:user:guest',
    })
  })

  test('refuses a user who is not on its list, in plain text', async () => {
    const { answer } = await signIn('unlisted')
    for (const path of ['me', `playlists/${playlist}`]) {
      expect(await get(path, answer.body.access_token)).toEqual({
        status: 403,
        type: expect.stringMatching(/^text\/plain/),
        text: expect.stringMatching(/User not registered in the Developer Dashboard$/),
      })
    }
  })
})

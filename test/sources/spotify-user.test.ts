import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Simulator, startSimulator } from '../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import { readAge } from '../../src/sources/oauth/authorisation.ts'
import { authorisationFile } from '../../src/sources/oauth/authorisation-file.ts'
import { spotifySource } from '../../src/sources/spotify/fetch-spotify.ts'
import { rowOf, trackOf } from './support/answers.ts'
import { addressesAt, createPlace, decide, signInAt, visit } from './support/consent.ts'
import { fakeSession, requestFor, serve } from './support/serve.ts'

const stamp = '20260601t060000z'
const playlist = simulatedCharts[0]?.playlist ?? ''
let simulator: Simulator
let place: Awaited<ReturnType<typeof createPlace>>

beforeAll(async () => {
  simulator = await startSimulator()
})
afterAll(() => simulator.close())
beforeEach(async () => {
  place = await createPlace()
})
afterEach(() => place.remove())

/** The source at a simulated instant, as another process would open it. */
function sourceAt(at: string, more: object = {}) {
  const now = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z$/, '$1-$2-$3T$4:$5:$6Z'))
  const { http } = fakeSession()
  const source = spotifySource({
    credentials: { client_id: null, client_secret: null },
    authorisation: authorisationFile(place.data_dir, 'spotify'),
    ...addressesAt(simulator, at),
    now: () => now,
    ...more,
  })
  return { fetch: () => source.fetch(requestFor(http, { playlist })) }
}

async function signInAndStore(user = 'simulator') {
  const authorisation = await signInAt(simulator, { stamp, act: (url) => decide(url, { user }) })
  await place.store.write(authorisation)
  return authorisation
}

const refreshes = () => simulator.requests.filter(({ path }) => path.includes('/api/token')).length

describe('signing in to Spotify', () => {
  it('sends a code challenge, a state and the two scopes, and comes back to 127.0.0.1', async () => {
    let asked = new URL('http://none')
    await signInAt(simulator, {
      stamp,
      act: (url) => {
        asked = new URL(url)
        return decide(url)
      },
    })
    const query = Object.fromEntries(asked.searchParams)
    expect(query).toMatchObject({
      client_id: 'simulator-new-app',
      response_type: 'code',
      scope: 'playlist-read-private playlist-read-collaborative',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{20,}$/),
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    })
    expect(query).not.toHaveProperty('client_secret')
  })

  it('gives the consent with its instant, its scopes and the name of the user', async () => {
    const authorisation = await signInAndStore()
    expect(authorisation).toMatchObject({
      client_id: 'simulator-new-app',
      authorized_at: '2026-06-01T06:00:00.000Z',
      expires_at: '2026-06-01T07:00:00.000Z',
      scopes: ['playlist-read-private', 'playlist-read-collaborative'],
      account: 'Ada',
      rejected_at: null,
    })
    expect(await place.store.read()).toEqual(authorisation)
    const { mode } = await stat(join(place.data_dir, 'credentials/spotify.json'))
    expect(mode & 0o777).toBe(0o600)
  })

  it('ends with the refusal of the user', async () => {
    const act = (url: string) => decide(url, { decision: 'cancel' })
    await expect(signInAt(simulator, { stamp, act })).rejects.toMatchObject({
      code: 'SignInDenied',
      exitCode: 1,
      message: expect.stringMatching(/did not agree.*`hitparade auth spotify`/),
    })
  })

  it('refuses an answer with another state, and goes on waiting for its own', async () => {
    const pages: { status: number; text: string }[] = []
    const authorisation = await signInAt(simulator, {
      stamp,
      async act(url) {
        const redirect = new URL(url).searchParams.get('redirect_uri')
        pages.push(await visit(`${redirect}?code=stolen&state=another`))
        pages.push(await visit(`${redirect}?error=access_denied&state=another`))
        pages.push(await decide(url))
      },
    })
    expect(authorisation.account).toBe('Ada')
    expect(pages.slice(0, 2).map(({ status }) => status)).toEqual([400, 400])
  })

  it('of two people at the same time keeps each answer apart', async () => {
    const urls: string[] = []
    const both = ['simulator', 'guest'].map((user) =>
      signInAt(simulator, {
        stamp,
        async act(url) {
          urls.push(url)
          // Both wait before either is answered.
          while (urls.length < 2) await new Promise((next) => setImmediate(next))
          await decide(url, { user })
        },
      }),
    )
    expect((await Promise.all(both)).map(({ account }) => account)).toEqual(['Ada', 'Ben'])
  })

  it('gives up if nobody comes, as after a wrong client id, and says what to check', async () => {
    let shown = { status: 0, text: '' }
    const started = signInAt(simulator, {
      stamp,
      client_id: 'nobody',
      timeout_seconds: 0.3,
      async act(url) {
        shown = await visit(url)
      },
    })
    await expect(started).rejects.toMatchObject({
      code: 'SignInTimeout',
      message: expect.stringMatching(/client id.*redirect URI http:\/\/127\.0\.0\.1\/callback/),
    })
    expect(shown).toMatchObject({ status: 400, text: expect.stringMatching(/Invalid client/) })
  })

  it.each([
    ['PremiumRequired', { client_id: 'simulator-without-premium' }, 'simulator', /renew/],
    ['UserNotRegistered', {}, 'unlisted', /User Management/],
  ])('reads the account at once, and says %s', async (code, more, user, remedy) => {
    const act = (url: string) => decide(url, { user })
    await expect(signInAt(simulator, { stamp, act, ...more })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(remedy),
    })
  })
})

describe('the playlists of a user', () => {
  it('are read with the token of the user, in the new shape', async () => {
    await signInAndStore()
    const raw = await sourceAt(stamp).fetch()
    const urls = raw.header.pages.map(({ url }) => url?.replace(/.*\/playlists\/\w+/, ''))
    expect(urls).toEqual(['', '/items?offset=50&limit=50'])
  })

  it('are not read by an app in development mode without a user', async () => {
    const credentials = { client_id: 'simulator-new-app', client_secret: 'simulator' }
    await expect(sourceAt(stamp, { credentials }).fetch()).rejects.toMatchObject({
      code: 'NotOwnerOrCollaborator',
    })
  })

  it('are refused to a user who owns none', async () => {
    await signInAndStore('guest')
    await expect(sourceAt(stamp).fetch()).rejects.toMatchObject({ code: 'NotOwnerOrCollaborator' })
  })

  it('need a user if the configuration says so, and none if it says the opposite', async () => {
    await expect(sourceAt(stamp, { auth: 'user' }).fetch()).rejects.toMatchObject({
      code: 'SignInRequired',
      message: expect.stringMatching(/`hitparade auth spotify`/),
    })
    await signInAndStore()
    const credentials = { client_id: 'simulator', client_secret: 'simulator' }
    await sourceAt(stamp, { auth: 'client', credentials }).fetch()
    expect(simulator.requests.at(-1)?.path).not.toContain('items')
  })
})

describe('the token of a user', () => {
  it('is refreshed once it has expired, and the new one is stored before it is used', async () => {
    const before = await signInAndStore()
    await sourceAt('20260602t060000z').fetch()
    const after = await place.store.read()
    expect(after?.refresh_token).not.toBe(before.refresh_token)
    expect(after).toMatchObject({
      authorized_at: before.authorized_at,
      expires_at: '2026-06-02T07:00:00.000Z',
      account: 'Ada',
    })
    // The old one is used up, so only the stored one can do this.
    await sourceAt('20260603t060000z').fetch()
  })

  it('is refreshed once by ten processes at the same second', async () => {
    await signInAndStore()
    const before = refreshes()
    await Promise.all(Array.from({ length: 10 }, () => sourceAt('20260602t060000z').fetch()))
    expect(refreshes() - before).toBe(1)
  })

  it('stays in use until it expires', async () => {
    await signInAndStore()
    const before = refreshes()
    await sourceAt('20260601t065800z').fetch()
    expect(refreshes()).toBe(before)
  })

  it('is refreshed through six months, and then the consent has ended', async () => {
    const { authorized_at } = await signInAndStore()
    const days = ['20260701', '20260801', '20260901', '20261001', '20261101', '20261130']
    for (const day of days) await sourceAt(`${day}t060000z`).fetch()
    const kept = await place.store.read()
    await expect(sourceAt('20261201t060000z').fetch()).rejects.toMatchObject({
      code: 'ReauthorisationRequired',
      message:
        'spotify no longer accepts the consent of 2026-06-01, 183 days old: Refresh token expired; ' +
        'authorise again with `hitparade auth spotify`; a consent ends after six months',
      details: { authorized_at, days: 183 },
    })
    // Kept, because Spotify has refused good tokens.
    expect(await place.store.read()).toEqual({ ...kept, rejected_at: '2026-12-01T06:00:00.000Z' })
  })

  it('is asked for again after a 401', async () => {
    const answers = [401, 200]
    const server = await serve((path) => {
      if (path === '/token')
        return { body: { access_token: 'new-token', token_type: 'Bearer', expires_in: 3600 } }
      const status = answers.shift() ?? 200
      const page = { items: [rowOf(trackOf('s1'))], total: 1, next: null, offset: 0 }
      return { status, body: { name: 'A', type: 'playlist', items: page } }
    })
    const { refresh_token } = await signInAndStore()
    const more = { url: server.url, token_url: `${server.url}/token` }
    await sourceAt(stamp, more).fetch()
    expect(server.asked.map(({ path }) => path)).toContain('/token')
    // The answer had no refresh token: the old one stays.
    expect(await place.store.read()).toMatchObject({ access_token: 'new-token', refresh_token })
  })

  it('is read again if Spotify refuses it, as after another sign-in that the store shows late', async () => {
    const stored = await signInAndStore()
    const expired = { ...stored, refresh_token: 'used-up', expires_at: '2026-06-01T06:00:00.000Z' }
    const reads = [expired, expired, stored]
    const written: unknown[] = []
    const authorisation = {
      read: async () => reads.shift() ?? stored,
      write: async (given: unknown) => void written.push(given),
      exclusively: <T>(work: () => Promise<T>) => work(),
    }
    await sourceAt(stamp, { authorisation }).fetch()
    expect(written).toEqual([])
  })

  it('is not used here once it was given to a deployment', async () => {
    const stored = await signInAndStore()
    await place.store.write({ ...stored, given_to: 'hitparade-prod' })
    await expect(sourceAt(stamp).fetch()).rejects.toMatchObject({
      code: 'SignInRequired',
      message: expect.stringMatching(/^hitparade-prod uses the consent.*`hitparade auth spotify`/),
    })
  })

  it('is in no error, even if the server repeats it', async () => {
    const { refresh_token, access_token } = await signInAndStore()
    const server = await serve((_path, { url }) => ({
      status: 418,
      body: { error: `${url} ${refresh_token}`, error_description: refresh_token },
    }))
    const more = { url: server.url, token_url: `${server.url}/token` }
    const error = await sourceAt('20260602t060000z', more)
      .fetch()
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'BadAnswer' })
    for (const secret of [refresh_token, access_token])
      expect(`${error} ${JSON.stringify(error)}`).not.toContain(secret)
  })
})

describe('the age of a consent', () => {
  it.each([
    ['2026-06-01T06:00:00.000Z', 0, '2026-12-01', 'valid'],
    ['2026-10-28T06:00:00.000Z', 149, '2026-12-01', 'valid'],
    ['2026-10-29T06:00:00.000Z', 150, '2026-12-01', 'ends soon'],
    ['2026-12-01T05:59:59.000Z', 182, '2026-12-01', 'ends soon'],
    ['2026-12-01T06:00:00.000Z', 183, '2026-12-01', 'ended'],
  ])('at %s is %i days', (now, days, ends_on, state) => {
    expect(readAge({ authorized_at: '2026-06-01T06:00:00.000Z' }, now)).toEqual({ days, ends_on, state })
  })

  it('ends on the last day of a month that is shorter', () => {
    const authorized_at = '2026-08-31T06:00:00.000Z'
    expect(readAge({ authorized_at }, authorized_at).ends_on).toBe('2027-02-28')
  })
})

import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { DAY_MS, formatStamp } from '../../src/domain/time.ts'
import type { FaultKind } from '../../src/simulator/api/faults.ts'
import { type Simulator, startSimulator } from '../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import { addressesAt, decide } from '../sources/support/consent.ts'
import { type Ended, start } from '../support/cli.ts'
import { useFolder } from './support/cases.ts'

/** Charts whose playlists the simulator refuses, each for another reason. */
const refusals = [
  ['not_owner', 'NotOwnerOrCollaborator', /copy the songs into a playlist of your own/],
  ['premium_required', 'PremiumRequired', /renew the owner's subscription/],
  ['user_not_registered', 'UserNotRegistered', /add the user under "User Management"/],
  ['rate_limited_long', 'RateLimited', /try again at \d{4}-\d\d-\d\dT[\d:.]+Z or later/],
  ['quota_exceeded', 'QuotaExceeded', /try again after \d{4}-\d\d-\d\dT[\d:.]+Z/],
  ['token_rejected', 'TokenRejected', /check the client id, and the clock/],
] as const satisfies readonly (readonly [FaultKind, string, RegExp])[]

let simulator: Simulator
const [mine, ...others] = simulatedCharts
const charts = others.slice(0, refusals.length)
/** That of the command, whose clock is that of this machine. */
const stamp = formatStamp(new Date().toISOString())
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()

const folder = useFolder(async ({ write }) => {
  const faults = refusals.map(([kind], index) => ({
    kind,
    playlist: charts[index]?.playlist ?? '',
    ...(kind === 'rate_limited_long' && { retry_after: 86_400 }),
  }))
  simulator = await startSimulator({ faults })
  const spotify = { ...addressesAt(simulator, stamp), client_id: 'simulator-new-app' }
  const toChart = ({ chart, playlist }: { chart: string; playlist: string }) => ({
    ...{ chart, playlist, source: 'spotify' },
  })
  const of = (all: typeof simulatedCharts, more = {}) => ({
    charts: all.map(toChart),
    sources: { spotify: { ...spotify, ...more } },
  })
  await write('hitparade.jsonc', of(mine === undefined ? [] : [mine]))
  await write('refused.jsonc', of(charts))
  const unlisted = { client_id: 'simulator-without-premium' }
  await write('premium.jsonc', of(charts, unlisted))
  await write('nobody.jsonc', { charts: of(charts).charts })
})
afterAll(() => simulator?.close())

const tokenFile = 'hitparade-data/credentials/spotify.json'

describe('hitparade auth', () => {
  it('needs a client id', async () => {
    expect(await folder.run('auth', 'spotify', '--config', 'nobody.jsonc')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /dashboard.*redirect URI http:\/\/127\.0\.0\.1\/callback.*SPOTIFY_CLIENT_ID/,
      ),
    })
  })

  it('knows no other source', async () => {
    const { code, stderr } = await folder.run('auth', 'deezer')
    expect([code, stderr]).toEqual([2, expect.stringMatching(/got deezer; use spotify/)])
  })

  it('before it, doctor says that no one has signed in', async () => {
    const { code, stdout } = await folder.run('doctor')
    expect([code, stdout]).toEqual([1, expect.stringMatching(/no one has signed in.*hitparade auth spotify/)])
  })

  it('fails if the user cancels, and stores nothing', async () => {
    const ended = await signIn({ decision: 'cancel' })
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/error: .*did not agree/) })
    await expect(stat(folder.path(tokenFile))).rejects.toThrow(/ENOENT/)
  })

  it('fails at once if the app has no Premium subscription, and stores nothing', async () => {
    const ended = await signIn({}, ['--config', 'premium.jsonc'])
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/Premium.*renew/) })
    await expect(stat(folder.path(tokenFile))).rejects.toThrow(/ENOENT/)
  })

  it('prints the address, stores the consent for its owner only, and shows no token', async () => {
    const ended = await signIn({})
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/signed in to spotify as Ada until/),
    })
    expect((await stat(folder.path(tokenFile))).mode & 0o777).toBe(0o600)
    const { refresh_token, access_token } = JSON.parse(await readFile(folder.path(tokenFile), 'utf8'))
    for (const token of [refresh_token, access_token])
      expect(ended.stdout + ended.stderr).not.toContain(token)
  })

  it('fails if the consent cannot be stored, and the browser does not show a success', async () => {
    await folder.write('no-folder', '')
    const pages: { status: number }[] = []
    const ended = await signIn({}, ['--data-dir', 'no-folder'], pages)
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: /m) })
    expect(pages).toMatchObject([{ status: 400 }])
  })

  it('then the playlists of the user are fetched', async () => {
    expect(await folder.run('run')).toMatchObject({ code: 0, stderr: expect.stringMatching(/1 stored/) })
  })

  it('then doctor is content, and status shows the age', async () => {
    expect(await folder.run('doctor')).toMatchObject({ code: 0 })
    const { stdout, stderr } = await folder.run('status')
    expect([stdout, stderr]).toEqual([
      expect.stringContaining('"source":"spotify"'),
      expect.stringMatching(/signed in to spotify as Ada 0 days ago, until \d{4}-\d\d-\d\d$/m),
    ])
  })

  it.each([
    [{ authorized_at: daysAgo(160) }, /, 160 days old, ends on /],
    [{ authorized_at: daysAgo(200) }, /, 200 days old, has ended on /],
    [{ scopes: ['playlist-read-private'] }, /lacks the scope playlist-read-collaborative/],
    [{ rejected_at: '2026-11-30T06:00:00.000Z' }, /was refused by spotify at 2026-11-30/],
  ])('later doctor finds %j', async (changes, finding) => {
    const original = await readFile(folder.path(tokenFile), 'utf8')
    await writeFile(folder.path(tokenFile), JSON.stringify({ ...JSON.parse(original), ...changes }))
    const { code, stdout } = await folder.run('doctor')
    await writeFile(folder.path(tokenFile), original)
    expect([code, stdout]).toEqual([1, expect.stringMatching(finding)])
    expect(stdout).toMatch(/authorise again with `hitparade auth spotify`/)
  })

  it('later each run reminds of a consent that ends within a month', async () => {
    const original = await readFile(folder.path(tokenFile), 'utf8')
    const aged = { ...JSON.parse(original), authorized_at: daysAgo(151) }
    await writeFile(folder.path(tokenFile), JSON.stringify(aged))
    const { code, stderr } = await folder.run('run')
    await writeFile(folder.path(tokenFile), original)
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(
        /as Ada 151 days ago, until \d{4}-\d\d-\d\d; authorise again with `hitparade auth/,
      ),
    ])
  })

  it('a damaged file is named, and none of it is shown', async () => {
    const original = await readFile(folder.path(tokenFile), 'utf8')
    await writeFile(folder.path(tokenFile), '{"refresh_token": "secret-of-ours"')
    const { code, stdout, stderr } = await folder.run('doctor')
    const run = await folder.run('run', '--again')
    await writeFile(folder.path(tokenFile), original)
    expect([code, stdout]).toEqual([1, expect.stringMatching(/spotify.json is not an authorisation/)])
    expect(run).toMatchObject({ code: 1, stderr: expect.stringMatching(/`hitparade auth spotify`/) })
    expect(stdout + stderr + run.stderr).not.toContain('secret-of-ours')
  })
})

it('every refusal of Spotify ends a run at once with its reason, its remedy and exit code 1', async () => {
  const ended = await folder.run('run', '--config', 'refused.jsonc')
  expect(ended.code).toBe(1)
  for (const [index, [, , remedy]] of refusals.entries()) {
    const chart = charts[index]?.chart ?? ''
    expect(ended.stderr).toMatch(new RegExp(`(refused|failed): spotify/${chart} .*${remedy.source}`))
  }
  const { stdout } = await folder.run('sql', 'select distinct chart, error_code from landing.runs')
  for (const [index, [, code]] of refusals.entries())
    expect(stdout).toContain(JSON.stringify({ chart: charts[index]?.chart, error_code: code }))
})

it('a consent that Spotify ends says its age, and what to run', async () => {
  const original = JSON.parse(await readFile(folder.path(tokenFile), 'utf8'))
  const spoiled = { ...original, refresh_token: 'revoked', expires_at: '2026-01-01T00:00:00.000Z' }
  await writeFile(folder.path(tokenFile), JSON.stringify(spoiled))
  const ended = await folder.run('run', '--again')
  expect(ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /refused: .*no longer accepts the consent of \d{4}-\d\d-\d\d, 0 days old: Invalid refresh token; authorise again with `hitparade auth spotify`/,
    ),
  })
  expect(JSON.parse(await readFile(folder.path(tokenFile), 'utf8'))).toMatchObject({
    refresh_token: 'revoked',
    rejected_at: expect.any(String),
  })
})

it('purge of the source deletes the consent as well, and says so; of a chart it does not', async () => {
  expect(await folder.run('purge', `spotify/${mine?.chart}`, '--yes')).toMatchObject({ code: 0 })
  const asked = await folder.run('purge', 'spotify')
  expect(asked).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^the consent to spotify in .*hitparade-data to delete$/m),
  })
  expect((await stat(folder.path(tokenFile))).isFile()).toBe(true)
  const purged = await folder.run('purge', 'spotify', '--yes')
  expect(purged).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^to end the consent at spotify as well, remove the app in your account/m),
  })
  expect(await readdir(folder.path('hitparade-data/credentials'))).toEqual(['.tmp'])
})

/** Runs `auth` and acts on the address that it prints, as a person in a browser does. */
async function signIn(
  choice: Parameters<typeof decide>[1],
  more: string[] = [],
  pages: { status: number }[] = [],
): Promise<Ended> {
  const child = start(['auth', 'spotify', '--no-browser', ...more], folder.path())
  const ended: Ended = { code: null, stdout: '', stderr: '' }
  child.stderr.on('data', (text) => {
    ended.stderr += text
  })
  const closed = new Promise<number | null>((end) => child.once('close', end))
  child.stdout.on('data', async (text) => {
    const isFirst = ended.stdout === ''
    ended.stdout += text
    if (isFirst) pages.push(await decide(ended.stdout.trim(), choice))
  })
  return { ...ended, code: await closed, stdout: ended.stdout, stderr: ended.stderr }
}

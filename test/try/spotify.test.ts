import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatStamp } from '../../src/domain/time.ts'
import { type Simulator, startSimulator } from '../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import { addressesAt, decide } from '../sources/support/consent.ts'
import { listLeft, readReport, startWalk } from './support.ts'

const [mine, foreign] = simulatedCharts.map(({ playlist }) => playlist) as [string, string]
let folder = ''
let simulator: Simulator

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-walk-'))
  await mkdir(join(folder, 'tmp'))
  simulator = await startSimulator({ faults: [{ kind: 'not_owner', playlist: foreign }] })
  // The clock of the command is that of this machine.
  const addresses = addressesAt(simulator, formatStamp(new Date().toISOString()))
  const spotify = { ...addresses, client_id: 'simulator-new-app' }
  await writeFile(join(folder, 'login.jsonc'), JSON.stringify({ data_dir: 'mine', sources: { spotify } }))
})
afterAll(async () => {
  await simulator?.close()
  await rm(folder, { recursive: true, force: true })
})

const walk = (playlist: string, ...args: string[]) =>
  startWalk('spotify', ['--no-browser', '--config', 'login.jsonc', '--playlist', playlist, ...args], {
    cwd: folder,
  })

/** Agrees on the page that the walk prints the address of, as a person does. */
async function agree(started: ReturnType<typeof walk>) {
  await decide((await started.prints(/^http:\S+\n/m)).trim())
  return started.ended
}

test('fetches a playlist, queries it, and leaves nothing but a report', async () => {
  const { code, text } = await agree(walk(mine, '--yes'))
  expect(code, text).toBe(0)
  expect(text).toMatch(/^2\. fetch, transform and load the playlist …\n {3}ok, [\d.]+ s: .*100 entries$/m)
  expect(text).toMatch(/^4\. doctor …\n {3}ok/m)
  expect(text).toMatch(/^not undone:\n {2}your consent at Spotify: remove the app at /m)
  expect(await listLeft(folder)).toEqual([])
  const report = await readReport(folder, 'spotify')
  expect(report).toMatch(/^\| query the chart \| [\d.]+ \| ok \| 100 positions \|$/m)
  expect(report).toMatch(/^\| ended \| done \|$/m)
  expect(report).toMatch(/^\| service \| another address, so not the real one \|$/m)
  for (const secret of [mine, simulator.url, 'simulator-new-app', 'Ada', folder])
    expect(report).not.toContain(secret)
}, 120_000)

test('a refused playlist ends the walk with the reason and exit code 1, and nothing is left', async () => {
  const { code, text } = await agree(walk(foreign, '--yes'))
  expect(code, text).toBe(1)
  expect(text).toMatch(/copy the songs into a playlist of your own/)
  expect(text).not.toMatch(/^3\./m)
  expect(await listLeft(folder)).toEqual([])
  const report = await readReport(folder, 'spotify')
  expect(report).toMatch(/^\| ended \| failed: fetch, transform and load the playlist \|$/m)
  expect(report).toMatch(/copy the songs into a playlist of your own/)
  expect(report).not.toContain(foreign)
})

test('Ctrl+C ends the walk, and nothing is left', async () => {
  const started = walk(mine, '--yes')
  await started.prints(/^http:/m)
  started.interrupt()
  const { code, text } = await started.ended
  expect(code, text).toBe(1)
  expect(text).toMatch(/^stopped by Ctrl\+C$/m)
  expect(await listLeft(folder)).toEqual([])
})

test('--keep keeps the folder of a walk that succeeds, and says how to delete it', async () => {
  const { code, text } = await agree(walk(mine, '--yes', '--keep'))
  expect(code, text).toBe(0)
  const [kept = ''] = await listLeft(folder)
  expect(text).toContain(`rm -r ${join(folder, 'tmp', kept)}`)
}, 120_000)

test('without a terminal it needs --yes, and says what it would do', async () => {
  const { code, text } = await walk(mine).ended
  expect(code, text).toBe(2)
  expect(text).toMatch(/^This signs you in.*[\s\S]*nothing was done: not an interactive terminal; pass --yes/)
  expect(text.split('\n').length).toBeLessThan(10)
})

test.each([
  [['spotify', '--yes'], /expected --playlist/],
  [['spotify', '--yes', '--playlist', 'x'], /expected the variable SPOTIFY_CLIENT_ID/],
  [['spotify', '--no'], /Unknown option '--no'/],
  [['aws', '--environment', 'prod'], /--environment: expected try- and/],
  [['snowflake', '--yes'], /expected the variable SNOWFLAKE_ACCOUNT/],
] as [['spotify' | 'aws' | 'snowflake', ...string[]], RegExp][])('%j is refused', async (given, problem) => {
  const [name, ...args] = given
  const { code, text } = await startWalk(name, args, { cwd: folder }).ended
  expect([code, text]).toEqual([2, expect.stringMatching(problem)])
})

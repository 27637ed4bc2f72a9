import { mkdir, readdir } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { clockFindings } from '../../src/commands/targets/here/clock-findings.ts'
import { deezerTrack } from '../sources/support/answers.ts'
import { serve } from '../sources/support/serve.ts'
import {
  addCharts,
  addSpotifyChart,
  type Case,
  describeCases,
  spotifyConfig,
  useFolder,
} from './support/cases.ts'

const folder = useFolder(async (created) => {
  await created.write('wrong.jsonc', { charts: [{ chart: 'a b', source: 'spotfy' }] })
  await created.write('mine.jsonc', spotifyConfig)
  await addCharts(created)
  await addSpotifyChart(created)
})

const cases: Case[] = [
  {
    does: 'prints a row for each chart, and the last run',
    line: 'status',
    code: 0,
    out: /"chart":"mine"/,
    err: /last run/,
  },
  { does: 'succeeds before the first run', line: 'status --data-dir none', code: 0, err: /no run yet/ },
  {
    does: 'prints JSON before the first run',
    line: 'status --data-dir none --format json',
    code: 0,
    out: /"charts": \[\]/,
  },
  { does: 'finds nothing to repair', line: 'doctor', code: 0, out: /"ok":true/, err: /^nothing to repair$/m },
  {
    does: 'finds nothing to repair before the first run',
    line: 'doctor --data-dir none',
    code: 0,
    out: /(?:)/,
    err: /^nothing to repair$/m,
  },
  {
    does: 'finds the mistakes of the configuration',
    line: 'doctor --config wrong.jsonc',
    code: 1,
    out: /spotfy.*correct the configuration/,
    err: /^error: 1 thing to repair$/m,
  },
  {
    does: 'finds missing credentials',
    line: 'doctor --config mine.jsonc',
    code: 1,
    out: /SPOTIFY_CLIENT_ID is not set/,
    err: /things? to repair/,
  },
  {
    does: 'fails to print a policy without --target aws',
    line: 'doctor --policy',
    code: 2,
    err: /add --target aws/,
  },
  {
    does: 'fails for a chart that was never fetched',
    line: 'status --config mine.jsonc --fail-if-stale --format json',
    code: 1,
    out: /"is_stale": true/,
    err: /1 of 1 chart not up to date/,
  },
  {
    does: 'needs a configured chart to fail for',
    line: 'status --fail-if-stale',
    code: 2,
    err: /no chart is configured/,
  },
  {
    does: 'leaves stale charts of AWS to its alarms',
    line: 'status --target aws --fail-if-stale',
    code: 2,
    err: /--fail-if-stale is not for --target aws/,
  },
  { does: 'rebuilds the warehouse', line: 'rebuild', code: 0, err: /rebuilt 3 charts/ },
]

describeCases('status, doctor and rebuild', folder, cases)

it('reading creates no data directory', async () => {
  await folder.run('status', '--data-dir', 'untouched')
  expect(await readdir(folder.path())).not.toContain('untouched')
})

it('doctor names a webhook without an address, and a chart whose every attempt failed', async () => {
  const charts = [{ chart: 'gone', source: 'simulator', playlist: 'A'.repeat(22) }]
  await folder.write('gone.jsonc', { charts, data_dir: 'gone', notify: [{ on: ['enters'] }] })
  const hook = {
    finding: '1 webhook under "notify" without an address',
    next: 'set HITPARADE_NOTIFY_URL, or "url" of the webhook',
  }
  const listFindings = async () => {
    const { stdout } = await folder.run('doctor', '--config', 'gone.jsonc', '--format', 'json')
    return JSON.parse(stdout).filter(({ ok }: { ok: boolean }) => !ok)
  }
  expect(await listFindings()).toMatchObject([hook])
  await folder.run('run', '--config', 'gone.jsonc')
  expect(await listFindings()).toMatchObject([
    hook,
    {
      check: 'freshness',
      finding: expect.stringMatching(
        /^simulator\/gone: nothing is stored, expected \S+; the last attempt: refused \(PlaylistNotFound\)$/,
      ),
    },
  ])
})

it('a run again whose answer is far shorter says that the issue stays', async () => {
  const counts = [4, 1]
  const { url } = await serve(() => {
    const data = Array.from({ length: counts.shift() ?? 3 }, (_, index) => deezerTrack(index + 1))
    return { body: { data, total: data.length } }
  })
  const charts = [{ chart: 'mine', source: 'deezer', playlist: '1' }]
  await folder.write('again.jsonc', { charts, sources: { deezer: { url } }, data_dir: 'again' })
  expect(await folder.run('run', '--config', 'again.jsonc')).toMatchObject({ code: 0 })
  const again = await folder.run('run', '--again', '--config', 'again.jsonc', '--format', 'ndjson')
  expect(again).toMatchObject({ code: 0 })
  expect(again.stderr).toMatch(
    /^deezer\/mine \S+ stays as it was: the new answer has 1 entry, less than half of 4$/m,
  )
  expect(again.stdout.trim().split('\n')).toHaveLength(4)
  const third = await folder.run('run', '--again', '--config', 'again.jsonc')
  expect(third.stderr).not.toContain('stays as it was')
})

it('a date that has not come yet does not make a chart fresh, and is named', async () => {
  const { url } = await serve(() => ({ body: { data: [deezerTrack(1)], total: 1 } }))
  const charts = [{ chart: 'mine', source: 'deezer', playlist: '1' }]
  await folder.write('future.jsonc', { charts, sources: { deezer: { url } }, data_dir: 'future' })
  const key = 'deezer/mine/2999-01-05/29990105t120000z-0123456789ab.json.gz'
  await mkdir(folder.path('future/raw/to_process/deezer/mine/2999-01-05'), { recursive: true })
  await folder.write(`future/raw/to_process/${key}`, '')
  const status = await folder.run('status', '--fail-if-stale', '--config', 'future.jsonc')
  expect(status).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^deezer\/mine: an issue of 2999-01-05 is stored, a date that has not come yet$/m,
    ),
  })
  expect(status.stderr).toMatch(/stale: deezer\/mine: nothing is stored[\s\S]*1 of 1 chart not up to date/)
  const doctor = await folder.run('doctor', '--config', 'future.jsonc')
  expect(doctor.stdout).toMatch(
    /freshness.*2999-01-05 is stored.*at the end of 2999-01-05, replace the issue/,
  )
})

it('doctor says that the clock of a source and of this machine differ, and which one is off', async () => {
  const date = { date: 'Tue, 31 Dec 2999 23:59:59 GMT' }
  const { url } = await serve(() => ({ headers: date, body: { data: [deezerTrack(1)], total: 1 } }))
  await folder.write('ahead.jsonc', { sources: { deezer: { url } }, data_dir: 'ahead' })
  await folder.run('run', '--source', 'deezer', '--config', 'ahead.jsonc')
  const { code, stdout } = await folder.run('doctor', '--config', 'ahead.jsonc')
  expect(code).toBe(1)
  expect(stdout).toMatch(/the clock of deezer showed 2999-12-31T23:59:59\.000Z when this machine showed 20/)
  const far = { fetched_at: '2026-01-01T00:00:00.000Z', server_date: '2026-01-04T00:00:00.000Z' }
  expect(clockFindings([])).toEqual([])
  expect(clockFindings(['deezer', 'spotify'].map((source) => ({ source, ...far })))).toMatchObject([
    { finding: 'the clock of this machine is off: by the clocks of deezer and spotify it is 3 days slow' },
  ])
})

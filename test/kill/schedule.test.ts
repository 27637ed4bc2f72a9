import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectedDates } from '../../src/domain/calendar.ts'
import { startSimulator } from '../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../src/simulator/world/simulated-charts.ts'
import { hitparade, start } from '../support/cli.ts'

let folder: string
let simulator: Awaited<ReturnType<typeof startSimulator>>

const fridays = { cadence: 'weekly', weekdays: '5', time_zone: 'Europe/Berlin', run_at: '5 02:30' } as const
const [chart] = simulatedCharts

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-schedule-'))
  simulator = await startSimulator()
  const config = {
    sources: { simulator: { url: simulator.url } },
    charts: [{ chart: 'fridays', source: 'simulator', playlist: chart?.playlist, ...fridays }],
  }
  await writeFile(join(folder, 'hitparade.jsonc'), JSON.stringify(config))
})

afterAll(async () => {
  await simulator.close()
  await rm(folder, { recursive: true, force: true })
})

/** The chart dates of the raw objects, repeated ones included. */
async function listDates(prefix: string): Promise<string[]> {
  const path = join(folder, 'hitparade-data/raw', prefix, 'simulator/fridays')
  const names = await readdir(path, { recursive: true }).catch(() => [])
  return names.filter((name) => name.endsWith('.gz')).map((name) => name.slice(0, 10))
}

test('a year of Fridays with both clock changes, outages, kills and restarts is stored once and loaded', {
  timeout: 600_000,
}, async () => {
  const until = ['--until', '2026-12-31T12:00Z']
  let from = '2026-01-01T12:00Z'
  // Each process is killed a little later than the one before, and the next begins at its last line.
  for (let lines = 2; lines <= 7; lines += 1)
    from = (await killAfter(lines, ['schedule', '--from', from, ...until])).time
  await simulator.close()
  const { port } = new URL(simulator.url)
  const down = await killAfter(4, ['schedule', '--from', from, ...until])
  expect(down.shown).toContain('next try at')
  simulator = await startSimulator({ port: Number(port) })
  const ended = await hitparade(['schedule', '--from', down.time, ...until], folder)
  expect(ended).toMatchObject({ code: 0 })
  const expected = expectedDates(fridays, '2026-01-01', '2026-12-31')
  expect(expected.length).toBe(52)
  // The first Friday that was due when the first process began is that of the year before.
  expect((await listDates('processed')).sort()).toEqual(['2025-12-26', ...expected])
  expect(await listDates('to_process')).toEqual([])
  const rows = await hitparade(['sql', 'select count(*) as issues from core.snapshots'], folder)
  expect(JSON.parse(rows.stdout)).toEqual({ issues: 53 })
  expect(await hitparade(['schedule', '--from', '2026-12-31T12:00Z', ...until], folder)).toMatchObject({
    code: 0,
    stderr: expect.not.stringContaining('fetching'),
  })
})

test('SIGTERM ends it with exit code 0 while it waits', { timeout: 60_000 }, async () => {
  const child = start(['schedule'], folder)
  let shown = ''
  const ended = new Promise((end) => child.once('close', end))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    if (/loaded|nothing new/.test(shown) && !child.killed) child.kill('SIGTERM')
  })
  expect(await ended).toBe(0)
  expect(shown).toMatch(/SIGTERM: ending after the run in progress\n$/)
})

/** Kills the process after so many lines of its log; returns what it has logged, and the time of the last line. */
function killAfter(lines: number, args: string[]): Promise<{ shown: string; time: string }> {
  const child = start(args, folder)
  let shown = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    shown += text
    if (shown.split('\n').length > lines) child.kill('SIGKILL')
  })
  return new Promise((end) =>
    child.once('close', () => end({ shown, time: shown.trim().split('\n').at(-1)?.split(' ')[0] ?? '' })),
  )
}

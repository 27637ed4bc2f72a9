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

/** Morocco turns its clocks back for Ramadan, on 15 February 2026 at 3, and forward on 22 March at 2: both are Sundays. */
const sundays = {
  cadence: 'weekly',
  weekdays: '7',
  time_zone: 'Africa/Casablanca',
  run_at: '7 02:30',
} as const
const [chart] = simulatedCharts

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-schedule-'))
  simulator = await startSimulator()
  const config = {
    sources: { simulator: { url: simulator.url } },
    charts: [{ chart: 'sundays', source: 'simulator', playlist: chart?.playlist, ...sundays }],
  }
  await writeFile(join(folder, 'hitparade.jsonc'), JSON.stringify(config))
})

afterAll(async () => {
  await simulator.close()
  await rm(folder, { recursive: true, force: true })
})

/** The chart dates of the raw objects, repeated ones included. */
async function listDates(prefix: string): Promise<string[]> {
  const path = join(folder, 'hitparade-data/raw', prefix, 'simulator/sundays')
  const names = await readdir(path, { recursive: true }).catch(() => [])
  return names.filter((name) => name.endsWith('.gz')).map((name) => name.slice(0, 10))
}

test('Sundays with both clock changes, outages, kills and restarts are stored once and loaded', {
  timeout: 300_000,
}, async () => {
  const until = ['--until', '2026-04-01T12:00Z']
  let from = '2026-02-12T12:00Z'
  // Each process is killed a little later than the one before, and the next begins at its last line.
  for (let lines = 2; lines <= 4; lines += 1)
    from = (await killAfter(lines, ['schedule', '--from', from, ...until])).time
  await simulator.close()
  const { port } = new URL(simulator.url)
  const down = await killAfter(4, ['schedule', '--from', from, ...until])
  expect(down.shown).toContain('next try at')
  simulator = await startSimulator({ port: Number(port) })
  const ended = await hitparade(['schedule', '--from', down.time, ...until], folder)
  expect(ended).toMatchObject({ code: 0 })
  // The first Sunday that was due when the first process began is that before it.
  const expected = expectedDates(sundays, '2026-02-08', '2026-04-01')
  expect(expected.length).toBe(8)
  expect((await listDates('processed')).sort()).toEqual(expected)
  expect(await listDates('to_process')).toEqual([])
  const rows = await hitparade(['sql', 'select count(*) as issues from core.snapshots'], folder)
  expect(JSON.parse(rows.stdout)).toEqual({ issues: 8 })
  expect(await hitparade(['schedule', '--from', '2026-04-01T12:00Z', ...until], folder)).toMatchObject({
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

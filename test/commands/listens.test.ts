import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hitparade } from '../support/cli.ts'
import { extendedRow, writeExports } from '../support/fixtures/listens.ts'

const folder = mkdtempSync(join(tmpdir(), 'own-listening-'))
afterAll(() => rmSync(folder, { recursive: true }))

const run = (...args: string[]) => hitparade([...args, '--data-dir', join(folder, 'data')], folder)

/** Ten songs with one play each on Monday, one more play of the first on Tuesday and on the next Monday. */
const first = Array.from({ length: 10 }, (_, at) => extendedRow(`2026-03-02T1${at}:00:00Z`, `Song ${at}`))
const second = [extendedRow('2026-03-03T10:00:00Z', 'Song 0'), extendedRow('2026-03-09T10:00:00Z', 'Song 0')]
const names = ['Streaming_History_Audio_2026_0.json', 'Streaming_History_Audio_2026_1.json']

beforeAll(() => {
  // The second file overlaps the first.
  writeExports(folder, { [names[0] ?? '']: first, [names[1] ?? '']: [...first.slice(5), ...second] })
})

async function countIssues() {
  const { stdout } = await run(
    'sql',
    'select chart_date, count(*) as songs, max(metric) as plays from core.chart_history group by 1 order by 1',
    '--format',
    'json',
  )
  return JSON.parse(stdout).map((row: Record<string, unknown>) => [row.chart_date, row.songs, row.plays])
}

test('own listening becomes a chart that is counted again with each import', async () => {
  const imported = await run('import', names[0] ?? '', '--chart', 'mine', '--cadence', 'daily')
  expect(imported).toMatchObject({ code: 0, stderr: expect.stringContaining('10 of 10 rows count as plays') })
  // All songs tie, and the issue is published.
  expect(await countIssues()).toEqual([['2026-03-02', 10, 1]])

  const overlapping = await run('import', names[1] ?? '', '--chart', 'mine')
  expect(overlapping.stderr).toContain('not counted: duplicate 5')
  expect(await countIssues()).toEqual([
    ['2026-03-02', 10, 1],
    ['2026-03-03', 1, 1],
    ['2026-03-09', 1, 1],
  ])

  // The first count is replaced, not incomplete.
  const status = await run('status')
  expect(status.stderr).toContain('no run yet, only imports')
  expect(status.stderr).not.toContain('incomplete')

  const again = await run('import', ...names, '--chart', 'mine')
  expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('2 files: 2 already stored') })

  // Other settings: the daily issues are gone.
  await run('import', names[0] ?? '', '--chart', 'mine', '--cadence', 'weekly', '--size', '1')
  const weekly = [
    ['2026-03-08', 1, 2],
    ['2026-03-15', 1, 1],
  ]
  expect(await countIssues()).toEqual(weekly)

  expect((await run('reprocess')).code).toBe(0)
  expect((await run('rebuild')).code).toBe(0)
  expect(await countIssues()).toEqual(weekly)
}, 120_000)

test('a folder is imported without the data directory in it', async () => {
  const { code, stdout } = await run('import', '.', '--chart', 'mine')
  const paths = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).path)
  expect([code, paths]).toEqual([0, names])
}, 60_000)

test('insights show the plays, and no chart of own listening is late', async () => {
  const totals = await run('insights', 'metric_totals', '--chart', 'mine', '--format', 'json')
  expect(totals.stdout).toMatch(/Song 0/)
  const freshness = await run('insights', 'freshness', '--format', 'json')
  expect(freshness.stdout).toMatch(/"state": ?"imported"/)
  expect(freshness.stdout).toMatch(/"days_late": ?null/)
}, 60_000)

test('a quiet week hides no song: all songs of the next one are new, and nothing is unusual', async () => {
  const week = (day: string, songs: string[]) =>
    songs.map((title, at) => extendedRow(`${day}T1${at}:00:00Z`, title))
  const plays = [...week('2026-03-02', ['Ash', 'Elm']), ...week('2026-03-09', ['Fir', 'Fir', 'Oak', 'Yew'])]
  writeExports(folder, { 'quiet/Streaming_History_Audio_2026_0.json': plays })
  const { stderr } = await run('import', 'quiet', '--chart', 'quiet')
  expect(stderr).toMatch(/1 file: 1 imported/)
  expect(stderr).not.toMatch(/warning/)
  const read = async (...args: string[]) =>
    JSON.parse((await run('insights', ...args, '--chart', 'quiet', '--format', 'json')).stdout).rows
  expect(await read('turnover')).toMatchObject([{ depth: 40, entries: 3, debuts: 3 }])
  expect((await read('debuts')).map((row: { song: string }) => row.song)).toEqual(['Fir', 'Oak', 'Yew'])
  const songs = await read('top_songs', '--from', '2026-03-08', '--to', '2026-03-15')
  expect(songs.map((row: { song: string; points: number }) => `${row.points} ${row.song}`).sort()).toEqual([
    '39 Oak',
    '39 Yew',
    '40 Ash',
    '40 Elm',
    '40 Fir',
  ])
}, 60_000)

test.each([
  [['--time-zone', 'Europe/Nowhere'], '--time-zone: expected an IANA time zone'],
  [['--week-starts', 'someday'], '--week-starts: expected monday'],
  [['--size', '0'], '--size: expected a whole number from 1'],
  [['--min-play', 'long'], '--min-play: expected seconds'],
  [['--date', '2026-01-01'], '--date is only for files of charts'],
  [['--source', 'spotify'], '--source is only for files of charts'],
])('import refuses %j', async (options, message) => {
  expect(await run('import', names[0] ?? '', ...options)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(message),
  })
})

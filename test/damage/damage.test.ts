import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hitparade } from '../support/cli.ts'
import { damageCases, describeDamage, useDamageFolders } from './damage-cases.ts'
import {
  damages,
  dropRow,
  dumpFolder,
  findFile,
  leaveFile,
  makePending,
  simulated,
} from './damaged-folder.ts'
import { followAdvice, listFindings } from './follow-advice.ts'

/** Two cases; `some-damage.long.test.ts` has more. */
const some = ['curated file of chart_issues: truncated', 'warehouse: truncated']

describe('a damaged folder', () => {
  describeDamage(damageCases.filter(({ kind, damage }) => some.includes(`${kind}: ${damage}`)))
})

const folders = useDamageFolders()

test('an undamaged folder has no findings', async () => {
  expect(await listFindings(folders.whole())).toEqual([])
  expect(await listFindings(folders.whole(), true)).toEqual([])
})

test('a changed byte that was loaded is rewritten and loaded again', async () => {
  const folder = await folders.copy()
  await damages.flipped(await findFile(join(folder, 'curated', 'chart_entries'), simulated))
  await rm(join(folder, 'warehouse.duckdb'))
  expect(await run(folder, 'load')).toMatchObject({ code: 0 })
  expect(await dumpFolder(folder)).not.toBe(folders.expected())
  const repaired = await run(folder, 'reprocess', '--chart', simulated)
  expect(repaired).toMatchObject({ code: 0, stderr: expect.stringContaining('rewrote 1 curated file;') })
  expect(await dumpFolder(folder)).toBe(folders.expected())
  const again = await run(folder, 'reprocess', '--chart', simulated)
  expect(again.stderr).toContain('nothing new to load')
  expect(again.stderr).not.toContain('rewrote')
})

test('a rewrite whose load was killed is loaded by the next load', async () => {
  const folder = await folders.copy()
  await writeFile(join(folder, 'rebuild-required'), 'x')
  expect(await listFindings(folder)).toMatchObject([{ next: 'continue it with `hitparade load`' }])
  expect(await run(folder, 'load')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^loaded 21 curated files/m),
  })
  expect(await listFindings(folder)).toEqual([])
})

test('a snapshot that landed only in part is listed with the command that repairs exactly it', async () => {
  const folder = await folders.copy()
  const path = await findFile(join(folder, 'curated', 'chart_entries'), simulated)
  await rm(path)
  await rm(join(folder, 'warehouse.duckdb'))
  expect(await run(folder, 'load')).toMatchObject({ code: 0 })
  const key = `simulator/${simulated}/2026-01-01/${path.split('/').at(-1)?.split('.')[0]}.json.gz`
  const status = await run(folder, 'status', '--format', 'json')
  expect(JSON.parse(status.stdout).partial).toMatchObject([
    { chart: simulated, chart_date: '2026-01-01', raw_key: key },
  ])
  expect((await run(folder, 'status')).stderr).toContain(`\`hitparade reprocess ${key}\` repairs it`)
  const findings = await listFindings(folder)
  expect(findings).toMatchObject([{ next: `\`hitparade reprocess ${key}\`` }])
  expect(await followAdvice(folder, folders.whole(), findings)).toEqual([])
  expect(await dumpFolder(folder)).toBe(folders.expected())
})

test('a day of an import that lacks a row is listed alone, and the other days are published', async () => {
  const folder = await folders.copy()
  const path = await findFile(join(folder, 'curated', 'chart_entries'), 'import')
  await dropRow(path, "chart_date = '2026-01-01'")
  await rm(join(folder, 'warehouse.duckdb'))
  expect(await run(folder, 'load')).toMatchObject({ code: 0 })
  const status = await run(folder, 'status', '--format', 'json')
  const { partial } = JSON.parse(status.stdout)
  expect(partial).toMatchObject([{ chart: 'mine', chart_date: '2026-01-01' }])
  const [{ raw_key, snapshot_id }] = partial
  const line = `incomplete: import/mine 2026-01-01 ${snapshot_id}; \`hitparade reprocess ${raw_key}\` repairs it`
  expect((await run(folder, 'status')).stderr).toContain(line)
  const days = await run(folder, 'sql', "select chart_date from core.published_issues where chart = 'mine'")
  expect(days.stdout).toBe('{"chart_date":"2026-01-02"}\n')
  const findings = await listFindings(folder)
  expect(findings).toEqual([
    {
      finding: `${raw_key}: curated files chart_entries: expected 2 rows, got 1; only a part of mine 2026-01-01 is in the warehouse`,
      next: `\`hitparade reprocess ${raw_key}\``,
    },
  ])
  expect(await followAdvice(folder, folders.whole(), findings)).toEqual([])
  expect(await dumpFolder(folder)).toBe(folders.expected())
})

test('pending work of an interrupted run is named by doctor, status and the next command', async () => {
  const folder = await folders.copy()
  await makePending(folder)
  const line = 'an earlier run was interrupted: 1 raw object pending; `hitparade run` continues it\n'
  expect((await run(folder, 'status')).stderr).toMatch(new RegExp(`^${line}`))
  expect(await run(folder, 'load')).toMatchObject({ code: 0 })
  const answer = await run(folder, 'sql', 'select 1 as one')
  expect(answer).toMatchObject({ code: 0, stdout: '{"one":1}\n', stderr: line })
  const doctor = await run(folder, 'doctor')
  expect(doctor).toMatchObject({ code: 1, stderr: 'error: 1 thing to repair\n' })
  const checks = doctor.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(checks.filter(({ ok }) => !ok)).toEqual([
    {
      check: 'backlog',
      ok: false,
      finding: expect.stringMatching(
        /^an earlier run was interrupted: 1 raw object pending, the oldest from /,
      ),
      next: 'continue it with `hitparade run`',
    },
  ])
})

test('temporary files are named after an hour', async () => {
  const folder = await folders.copy()
  const paths = ['raw/.tmp/1-a', 'curated/.tmp/1-b', 'lock.duckdb.1'].map((name) => join(folder, name))
  for (const path of [...paths, join(folder, 'warehouse.next.duckdb')]) await leaveFile(path)
  await writeFile(join(folder, 'raw', '.tmp', '2-new'), '')
  const findings = await listFindings(folder)
  expect(findings).toMatchObject([
    { finding: expect.stringContaining('warehouse.next.duckdb'), next: 'remove it with `hitparade load`' },
    { finding: expect.stringMatching(/^3 temporary files/), next: expect.stringContaining('delete them') },
  ])
  for (const path of paths) {
    expect(findings[1]?.finding).toContain(path)
    await rm(path)
  }
  expect(await run(folder, 'load')).toMatchObject({ code: 0 })
  expect(await listFindings(folder)).toEqual([])
})

test('a file of another program among the curated files is named', async () => {
  const folder = await folders.copy()
  const path = await findFile(join(folder, 'curated', 'songs'), simulated)
  const foreign = join(folder, 'curated', 'songs', 'mine.parquet')
  await writeFile(foreign, await readFile(path))
  expect(await listFindings(folder)).toContainEqual({
    finding: 'curated file songs/mine.parquet: not a file of hitparade',
    next: `move ${foreign} elsewhere, then run \`hitparade rebuild\``,
  })
})

test('reprocess of an unknown key and --verify of a deployment are usage errors', async () => {
  expect(await run(folders.whole(), 'reprocess', 'simulator/none')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no raw object simulator/none'),
  })
  expect(await run(folders.whole(), 'doctor', '--verify', '--target', 'aws')).toMatchObject({ code: 2 })
})

/** Runs the built command line on a folder. */
function run(folder: string, ...args: string[]) {
  const globals = ['--data-dir', folder, '--config', join(folder, 'hitparade.jsonc')]
  return hitparade([...args, ...globals], folder)
}

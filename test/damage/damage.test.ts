import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import { hitparade } from '../support/cli.ts'
import { damageCases, describeDamage, useDamageFolders } from './damage-cases.ts'
import {
  damages,
  dropRow,
  dumpFolder,
  findFile,
  findFiles,
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
  expect((await run(folder, 'status')).stderr).toContain(
    `\`hitparade reprocess ${key} ${place(folder)}\` repairs it`,
  )
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
  const incomplete = `incomplete: import/mine 2026-01-01 ${snapshot_id}`
  expect((await run(folder, 'status')).stderr).toContain(
    `${incomplete}; \`hitparade reprocess ${raw_key} ${place(folder)}\` repairs it`,
  )
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
  const line = `a run was interrupted or is at work: 1 raw object pending; \`hitparade run ${place(folder)}\` loads them\n`
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
        /^a run was interrupted or is at work: 1 raw object pending, the oldest from /,
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

const stored = (folder: string) => findFile(join(folder, 'raw', 'processed'), simulated)

test('a missing raw object and a lost raw store are named without a comparison of bytes', async () => {
  const folder = await folders.copy()
  await rm(await stored(folder))
  const missing = await listFindings(folder)
  expect(missing).toMatchObject([
    {
      finding: expect.stringMatching(/^raw object simulator\/brazil-top-50\/2026-01-01\/\S+ is missing/),
      next: expect.stringContaining('--from 2026-01-01 --to 2026-01-01'),
    },
  ])
  await rm(join(folder, 'raw'), { recursive: true })
  expect(await listFindings(folder)).toMatchObject([
    { finding: expect.stringMatching(/raw lacks the raw objects of 3 snapshots, e\.g\. /) },
  ])
  await cp(join(folders.whole(), 'raw'), join(folder, 'raw'), { recursive: true, preserveTimestamps: true })
  expect(await listFindings(folder)).toEqual([])
})

test('curated files that were pulled need no raw object', async () => {
  const folder = await folders.copy()
  await rm(join(folder, 'raw'), { recursive: true })
  await mkdir(join(folder, 'compared'), { recursive: true })
  await writeFile(join(folder, 'compared', 'pull-0123456789ab.json'), '{}')
  expect(await listFindings(folder, true)).toEqual([])
})

test('a raw object that was moved or copied is named with its place', async () => {
  const folder = await folders.copy()
  const path = await stored(folder)
  const other = join(dirname(path), '..', '2026-01-02', basename(path))
  await rename(path, other)
  const moved = `raw object ${other.split('/raw/')[1]} is damaged: its bytes belong to the key ${path.split('/processed/')[1]}`
  const back = { finding: moved, next: expect.stringContaining(`if it was moved, move it back to ${path};`) }
  expect(await listFindings(folder)).toMatchObject([back])
  await cp(other, path)
  expect(await listFindings(folder, true)).toEqual([
    {
      finding: expect.stringMatching(/ is a copy: its bytes belong to the key \S+, which is stored$/),
      next: `delete ${other}`,
    },
  ])
})

test('a raw object of which a byte has changed is never transformed', async () => {
  const folder = await folders.copy()
  const path = await findFile(join(folder, 'raw', 'processed'), simulated)
  const text = gunzipSync(await readFile(path)).toString('latin1')
  const changed = text.replace('"is_local":false', '"is_local":true ')
  expect(changed).not.toBe(text)
  await writeFile(path, gzipSync(Buffer.from(changed, 'latin1')))
  const refused = await run(folder, 'reprocess', '--chart', simulated)
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('1 raw object could not be read'),
  })
  expect(await listFindings(folder)).toMatchObject([
    { finding: expect.stringContaining('could not be read: its bytes belong to the key') },
  ])
  const entries = "select count(*) as entries from core.chart_history where chart = 'brazil-top-50'"
  const [before, after] = await Promise.all(
    [folders.whole(), folder].map((each) => run(each, 'sql', entries)),
  )
  expect(after).toMatchObject({ code: 0, stdout: before?.stdout })
})

test('a file of another program among the raw objects is named, and is no pending object', async () => {
  const folder = await folders.copy()
  const path = join(folder, 'raw', 'to_process', 'notes.txt')
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, 'x')
  expect(await listFindings(folder)).toEqual([
    {
      finding: `to_process/notes.txt in ${join(folder, 'raw')} is not an object of hitparade`,
      next: `move ${path} elsewhere`,
    },
  ])
  expect((await run(folder, 'status')).stderr).toContain('no raw objects pending\n')
})

test('a rebuild without the files of an issue or a decision names both, and fails', async () => {
  const folder = await folders.copy()
  for (const path of await findFiles(join(folder, 'curated'), 'brazil-top-50/2026-01-02/')) await rm(path)
  await rm(join(folder, 'curated', 'settings'), { recursive: true })
  const { code, stderr } = await run(folder, 'rebuild')
  expect(code).toBe(1)
  expect(stderr).toContain('no longer published: simulator/brazil-top-50 2026-01-02\n')
  expect(stderr).toMatch(
    /no longer recorded; decide it again: `\S* approve simulator\/brazil-top-50 2026-01-02 /,
  )
  expect(stderr).toContain('error: 2 issues and decisions that the warehouse had are lost')
  expect(await run(folder, 'rebuild')).toMatchObject({ code: 0 })
})

test('a rebuild names what is lost of a chart of which another snapshot was purged', async () => {
  const folder = await folders.copy()
  const id = basename(await stored(folder)).replace('.json.gz', '')
  expect(await run(folder, 'purge', id, '--yes')).toMatchObject({ code: 0 })
  for (const path of await findFiles(join(folder, 'curated'), 'brazil-top-50/2026-01-02/')) await rm(path)
  const { code, stderr } = await run(folder, 'rebuild')
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining('no longer published: simulator/brazil-top-50 2026-01-02\n'),
  })
  expect(stderr).not.toContain('brazil-top-50 2026-01-01')
})

test('the raw object of an import that is missing is imported again, whatever else was imported', async () => {
  const folder = await folders.copy()
  const path = await findFile(join(folder, 'raw', 'processed'), 'import')
  await writeFile(join(folder, 'other.csv'), 'date,position,title,artist\n2026-01-01,1,Fir,Ida\n')
  expect(await run(folder, 'import', 'other.csv', '--chart', 'other')).toMatchObject({ code: 0 })
  await rm(path)
  expect(await listFindings(folder)).toMatchObject([
    { next: 'restore it from a backup, or import its file again with `hitparade import`' },
  ])
})

test('a purge that was killed before its rebuild has one finding, which does not bring anything back', async () => {
  const folder = await folders.copy()
  const warehouse = join(folder, 'warehouse.duckdb')
  await cp(warehouse, join(folder, 'before'))
  expect(await run(folder, 'purge', `simulator/${simulated}`, '--yes')).toMatchObject({ code: 0 })
  await rename(join(folder, 'before'), warehouse)
  const purge = `hitparade purge simulator/${simulated} --yes`
  expect(await listFindings(folder)).toMatchObject([{ next: `finish with \`${purge}\`` }])
  expect((await run(folder, 'status')).stderr).toMatch(
    /^a purge is not finished; `hitparade purge [^`]*` finishes it\n/,
  )
})

test('with a damaged warehouse, status and doctor also name what else is wrong', async () => {
  const folder = await folders.copy()
  const charts = [{ source: 'simulator', chart: simulated, playlist: '0123456789ABCDEFabcdef' }]
  await writeFile(join(folder, 'hitparade.jsonc'), JSON.stringify({ charts }))
  await rm(await stored(folder))
  await damages.empty(join(folder, 'warehouse.duckdb'))
  const { stdout } = await run(folder, 'status', '--format', 'json')
  expect(JSON.parse(stdout)).toMatchObject({
    damaged: true,
    locked: false,
    freshness: [{ chart: simulated }],
  })
  const findings = (await listFindings(folder)).map(({ finding }) => finding).join('\n')
  expect(findings).toMatch(/raw object \S+ is missing.*warehouse\.duckdb is damaged/s)
})

test('a warehouse that another program has open is no empty warehouse', async () => {
  const folder = await folders.copy()
  const instance = await DuckDBInstance.create(join(folder, 'warehouse.duckdb'))
  try {
    const { code, stdout, stderr } = await run(folder, 'status', '--format', 'json')
    expect(JSON.parse(stdout)).toMatchObject({ damaged: false, locked: true })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^error: another process \(PID \d+\) has /),
    })
    expect((await run(folder, 'status')).stderr).not.toContain('no run yet')
  } finally {
    instance.closeSync()
  }
})

test('reprocess of an unknown key, source or chart and --verify of a deployment are usage errors', async () => {
  expect(await run(folders.whole(), 'reprocess', '--source', 'simulatr')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no raw object of source simulatr in '),
  })
  expect(await run(folders.whole(), 'reprocess', '--failed')).toMatchObject({ code: 0 })
  expect(await run(folders.whole(), 'reprocess', 'simulator/none')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there is no raw object simulator/none'),
  })
  expect(await run(folders.whole(), 'doctor', '--verify', '--target', 'aws')).toMatchObject({ code: 2 })
})

/** Runs the built command line on a folder. */
function run(folder: string, ...args: string[]) {
  return hitparade([...args, ...globals(folder)], folder)
}

const globals = (folder: string) => ['--data-dir', folder, '--config', join(folder, 'hitparade.jsonc')]

/** What an advice adds to its command. */
const place = (folder: string) => globals(folder).join(' ')

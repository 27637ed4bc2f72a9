import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Finding {
  finding: string
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'approve-explain-'))
  writeFileSync(join(folder, 'whole.csv'), csv(['1,Ash,Ida', '2,Birch,Odo', '3,Cedar,Uma'], '2026-01-05'))
  // Two lists in one issue. In other issues it is not so, or the file would be refused.
  const torn = csv(['1,Birch,Odo', '2,Ash,Ida', '1,Elm,Uma', '2,Oak,Eno'], '2026-01-06')
  writeFileSync(join(folder, 'torn.csv'), `${torn}2026-01-04,1,Yew,Odo\n`)
  hitparade('import', 'whole.csv', 'torn.csv', '--chart', 'parade', '--source', 'import')
})
afterAll(() => rmSync(folder, { recursive: true }))

function csv(rows: string[], date: string): string {
  return ['chart_date,position,song,artist', ...rows.map((row) => `${date},${row}`), ''].join('\n')
}

/** Runs the built command line in the folder; data of a command that fails are no output. */
function hitparade(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('node', [join(process.cwd(), 'dist/cli.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  })
  return { status, stdout, stderr }
}

const json = (...args: string[]) => JSON.parse(hitparade(...args, '--format', 'json').stdout)

describe('explain', () => {
  it('traces a row back to the entries, the curated files and the raw object, whose hash still holds', () => {
    const explained = json('explain', 'chart', '--row', '2', '--on', '2026-01-05')
    expect(explained).toMatchObject({
      insight: 'chart',
      row: { position: 2, song: 'Birch' },
      issue_count: 1,
      entry_count: 1,
    })
    const [snapshot] = explained.snapshots
    expect(snapshot).toMatchObject({
      issues: [
        {
          source: 'import',
          chart: 'parade',
          chart_date: '2026-01-05',
          entries: [{ position: 2, song: 'Birch' }],
        },
      ],
      raw: {
        file_name: 'whole.csv',
        verified: true,
        key: expect.stringMatching(/^processed\/import\/import\//),
      },
    })
    expect(snapshot.raw.stored_hash).toBe(snapshot.raw.content_hash)
    expect(snapshot.curated).toContainEqual(
      expect.stringMatching(/^chart_entries\/import\/import\/.*\.parquet$/),
    )
    for (const key of snapshot.curated) readFileSync(join(folder, 'hitparade-data/curated', key))
    readFileSync(snapshot.raw.address)
  })

  it('prints a chain on a terminal', () => {
    const { stdout, stderr } = hitparade(
      'explain',
      'chart',
      '--on',
      '2026-01-05',
      '--row',
      '1',
      '--format',
      'table',
    )
    expect(stdout).toMatch(
      /^import\/parade 2026-01-05\n {2}entries {3}1 {2}Ash \(text:.*\n {2}snapshot .*\n {2}curated .*(\n {12}.*)+\n {2}raw .*processed.*\n.*sha256 [0-9a-f]{64} verified\n {2}from .*whole\.csv\n$/,
    )
    expect(stderr).toBe('this row is based on 1 entry in 1 issue\n')
  })

  it('lists a snapshot once, with all its issues', () => {
    const lines = ['2026-02-01,1,Ash,Ida', '2026-02-02,1,Elm,Odo', '2026-02-03,1,Ash,Ida']
    writeFileSync(join(folder, 'history.csv'), `chart_date,position,song,artist\n${lines.join('\n')}\n`)
    const data = ['--data-dir', 'history']
    hitparade('import', 'history.csv', '--chart', 'history', '--source', 'import', ...data)
    const { snapshots } = json('explain', 'top_songs', ...data)
    expect(snapshots).toHaveLength(1)
    expect(snapshots[0].issues.map((issue: { chart_date: string }) => issue.chart_date)).toEqual([
      '2026-02-03',
      '2026-02-02',
      '2026-02-01',
    ])
    const { stdout, stderr } = hitparade('explain', 'top_songs', '--limit', '1', '--format', 'table', ...data)
    expect(stdout).toMatch(
      /^import\/history 2026-02-03\n {2}entries .*\nimport\/history 2026-02-01\n {2}entries .*\n {2}snapshot .*, with these 2 issues\n {2}curated /,
    )
    expect(stdout.match(/snapshot/g)).toHaveLength(1)
    expect(stderr).toBe('top_songs is based on 2 entries in 2 issues\n')
    const rows = hitparade('explain', 'top_songs', '--format', 'ndjson', ...data)
      .stdout.trim()
      .split('\n')
    expect(rows).toHaveLength(3)
  })

  it('explains a whole answer, or one song of it', () => {
    expect(json('explain', 'coverage')).toMatchObject({ row: null, issue_count: 2, entry_count: 4 })
    expect(json('explain', 'top_artists', '--song', 'cedar')).toMatchObject({ entry_count: 1 })
    expect(json('explain', 'chart_run', '--song', 'cedar')).toMatchObject({ entry_count: 1 })
  })

  it('fails for a row that does not exist', () => {
    const { status, stderr } = hitparade('explain', 'chart', '--row', '9')
    expect([status, stderr]).toEqual([2, 'error: chart has no row 9; pass --row with 1 to 3\n'])
  })
})

describe('explain in a table', () => {
  it('aligns the positions to the right', () => {
    const names = Array.from({ length: 10 }, (_, index) => `${index + 1},Song ${index + 1},Ida`)
    writeFileSync(join(folder, 'ten.csv'), csv(names, '2026-01-07'))
    const data = ['--data-dir', 'ten']
    hitparade('import', 'ten.csv', '--chart', 'ten', '--source', 'import', ...data)
    const { stdout } = hitparade('explain', 'chart', '--format', 'table', ...data)
    expect(stdout).toMatch(/^ {2}entries {3} 1 {2}Song 1 .*\n {12} 2 {2}Song 2 /m)
    expect(stdout).toMatch(/^ {12}10 {2}Song 10 /m)
  })
})

describe('approve', () => {
  it('expects the source as well if several have the chart', () => {
    const data = ['--data-dir', 'two']
    for (const source of ['one', 'two'])
      hitparade('import', 'torn.csv', '--chart', 'parade', '--source', source, ...data)
    const approved = hitparade('approve', 'parade', '2026-01-06', ...data)
    expect(approved).toMatchObject({
      status: 2,
      stderr: 'error: several sources have a chart parade; give one of one/parade, two/parade\n',
    })
  })

  it('is suggested by status for a snapshot that a check withholds', () => {
    const { stderr } = hitparade('status')
    expect(stderr).toMatch(
      /withheld: import\/parade 2026-01-06 import-[0-9a-f]{12}: too_many_ties \(2 of 2 positions have several songs: two charts in one\?\); the date counts as unobserved; publish it with `hitparade approve import\/parade 2026-01-06`/,
    )
  })

  it('fails for a snapshot that is not withheld, and lists those that are', () => {
    const { status, stderr } = hitparade('approve', 'import/parade', '2026-01-05')
    expect(status).toBe(2)
    expect(stderr).toMatch(
      /^error: no snapshot of import\/parade 2026-01-05 is withheld; choose one of:\n {2}import\/parade 2026-01-06 --snapshot import-[0-9a-f]{12}\n$/,
    )
  })

  it('keeps a snapshot withheld with --reject, and doctor no longer counts it', () => {
    const findings = () => json('doctor').filter(({ finding }: Finding) => /withheld/.test(finding))
    expect(findings()).toMatchObject([{ finding: '1 chart date withheld by a check' }])
    const rejected = hitparade('approve', 'parade', '2026-01-06', '--reject')
    expect(rejected).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^rejected: import\/parade 2026-01-06 import-/),
    })
    expect(findings()).toEqual([])
    expect(hitparade('status').stderr).toMatch(
      /withheld: import\/parade 2026-01-06 .*counts as unobserved; rejected$/m,
    )
    expect(json('status').withheld).toMatchObject([{ chart_date: '2026-01-06', rejected: true }])
  })

  it('publishes the snapshot, once, also after it was rejected', () => {
    const approved = hitparade('approve', 'parade', '2026-01-06')
    expect(approved).toMatchObject({ status: 0 })
    expect(approved.stderr).toMatch(/^approved: import\/parade 2026-01-06 import-/)
    expect(json('insights', 'chart').rows).toHaveLength(4)
    expect(hitparade('approve', 'import/parade', '2026-01-06')).toMatchObject({
      status: 2,
      stderr: 'error: no snapshot of import/parade 2026-01-06 is withheld\n',
    })
  })
})

describe('a raw object that was changed', () => {
  it('is reported as not verified, with exit code 1', () => {
    const [{ raw }] = json('explain', 'chart', '--on', '2026-01-05').snapshots
    const text = gunzipSync(readFileSync(raw.address)).toString('utf8')
    execFileSync('chmod', ['u+w', raw.address])
    writeFileSync(raw.address, gzipSync(text.replace('Cedar', 'Hazel')))
    const explained = hitparade('explain', 'chart', '--on', '2026-01-05', '--format', 'json')
    expect(explained).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('error: the raw objects of 1 snapshot differ from what was loaded; '),
    })
    const [changed] = JSON.parse(explained.stdout).snapshots
    expect(changed.raw).toMatchObject({ verified: false, key: raw.key, content_hash: raw.content_hash })
    expect(changed.raw.stored_hash).not.toBe(raw.content_hash)
  })
})

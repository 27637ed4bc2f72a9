import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, openApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/config.ts'
import { listInsights, readInsight, runInsight } from '../../src/insights/run-insight.ts'
import { hitparade, start } from '../support/cli.ts'
import { type Account, keys, openAccount } from '../support/snowflake/account.ts'

let folder: string
/** For files that must not be beside the data. */
let other: string
let account: Account
const local = (...args: string[]) => hitparade(args, folder)
const remote = (...args: string[]) => hitparade(['--warehouse', 'snowflake', ...args], folder)

/** A song, and an artist, of the charts below. */
const named: Record<string, string> = {}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hitparade-cli-snowflake-'))
  other = mkdtempSync(join(tmpdir(), 'hitparade-cli-other-'))
  const charts = ['--source', 'simulator', '--chart', 'brazil-top-50']
  await local('backfill', ...charts, '--from', '2026-11-08', '--to', '2026-11-20')
  account = await openAccount({ sizes: { inline: 20, chunk: 2_000 } })
  const { roles } = account.names
  const database = 'parade'
  await account.server.attach(database, join(folder, 'hitparade-data/warehouse.duckdb'))
  await account.admin.execute(`grant usage on database ${database} to role ${roles.reader}`)
  for (const schema of ['core', 'landing'])
    await account.admin.execute(
      `grant select on all tables in schema ${database}.${schema} to role ${roles.reader}`,
    )
  writeFileSync(join(folder, 'rsa_key.p8'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const login = { account: 'testorg-parade', url: account.server.url, user: 'ada', database }
  const snowflake = { ...login, authenticator: 'key_pair', private_key: 'rsa_key.p8' }
  writeFileSync(join(folder, 'hitparade.jsonc'), JSON.stringify({ snowflake }))
  const [first] = JSON.parse((await local('insights', 'chart', '--format', 'json')).stdout).rows
  named.song = first.song_id
  named.artist = first.artists.split(', ')[0]
}, 60_000)
afterAll(async () => {
  await account?.close()
  for (const each of [folder, other]) rmSync(each, { recursive: true })
})

/** The parameters without defaults that an insight needs. */
function listNeeded(name: string): Record<string, string> {
  const { parameters } = readInsight(name)
  const isNeeded = (parameter: string) =>
    parameters.some((one) => one.name === parameter && one.initial === null)
  return Object.fromEntries(Object.entries(named).filter(([parameter]) => isNeeded(parameter)))
}

test('every insight has the same rows as on this machine', async () => {
  const now = '2026-11-25T12:00:00.000Z'
  const open = (warehouse: string) =>
    openApp(loadConfig({ cwd: folder, environment: {}, flags: { warehouse } }))
  const [here, there] = await Promise.all([open('duckdb'), open('snowflake')])
  try {
    const runOn = ({ warehouse }: App, name: string) =>
      runInsight(warehouse, name, listNeeded(name), { now }).catch((error: Error) => error.message)
    let rows = 0
    for (const { name } of listInsights()) {
      const [expected, got] = await Promise.all([runOn(here, name), runOn(there, name)])
      expect(got, name).toEqual(expected)
      rows += typeof got === 'string' ? 0 : got.rows.length
    }
    expect(rows).toBeGreaterThan(300)
  } finally {
    await Promise.all([here.close(), there.close()])
  }
})

describe('with --warehouse snowflake', () => {
  test.each([
    [['insights', 'chart', '--format', 'json']],
    [['insights', 'top_artists', '--limit', '5']],
    [['insights', 'year_end', '--format', 'csv']],
    [['find', 'a']],
    [['explain', 'chart', '--row', '1', '--format', 'json']],
    [['describe', 'chart_history', '--format', 'json']],
    [['sql', 'select * from core.chart_history order by chart_date, position', '--format', 'csv']],
    [['sql', 'select * from landing.chart_issues order by chart_date', '--format', 'json']],
    [['sql', 'select song_id from core.chart_history where 1 = 0', '--format', 'json']],
  ])('%j answers the same', async (args) => {
    const [here, there] = await Promise.all([local(...args), remote(...args)])
    expect(there).toEqual(here)
    expect(there.code).toBe(0)
  })

  test('join shows the same evidence, and writes the decision for the pipes', async () => {
    const { rows } = JSON.parse((await local('insights', 'chart', '--format', 'json')).stdout)
    const pair = rows.slice(0, 2).map((row: { song_id: string }) => row.song_id)
    const [here, there] = await Promise.all([
      local('join', ...pair, '--plan', '--format', 'json'),
      remote('join', ...pair, '--plan', '--format', 'json'),
    ])
    expect(there).toEqual(here)
    expect(there.code).toBe(0)
    const settings = join(folder, 'hitparade-data/curated/settings')
    expect(existsSync(settings)).toBe(false)
    expect((await remote('join', ...pair)).stderr).toMatch(/^joined: simulator /m)
    expect(readdirSync(settings)).toHaveLength(1)
    rmSync(settings, { recursive: true })
  })

  test('only data goes to stdout, and no file is created', async () => {
    const { code, stdout, stderr } = await remote('sql', 'select 1 as one')
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '{"one":1}\n', stderr: '' })
    expect(readdirSync(folder).sort()).toEqual(['hitparade-data', 'hitparade.jsonc', 'rsa_key.p8'])
  })

  test('a result larger than the heap is streamed', async () => {
    // 120 MB of text through a heap of 96.
    const sql = "select i as n, repeat('x', 2000) as text from range(60000) as t (i) order by i"
    const child = start(['--warehouse', 'snowflake', 'sql', sql, '--format', 'ndjson'], folder, {
      NODE_OPTIONS: '--max-old-space-size=96',
    })
    let [lines, stderr] = [0, '']
    child.stderr.on('data', (text) => {
      stderr += text
    })
    for await (const bytes of child.stdout)
      for (const byte of bytes as Uint8Array) if (byte === 10) lines += 1
    expect({ lines, stderr }).toEqual({ lines: 60_000, stderr: '' })
  }, 60_000)

  test('a run writes the curated files, and says how they are loaded', async () => {
    const date = ['--date', '2026-11-21']
    const { code, stderr } = await remote('run', '--source', 'simulator', '--chart', 'brazil-top-50', ...date)
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(
        /1 stored; transformed 1 object with 50 entries; the curated files are stored in .* "curated"/,
      ),
    ])
    expect(
      readdirSync(join(folder, 'hitparade-data/curated/chart_issues/simulator/brazil-top-50')),
    ).toContain('2026-11-21')
  })

  test('rebuild fails as a usage error', async () => {
    const { code, stderr } = await remote('rebuild')
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/nothing to rebuild in Snowflake.*hitparade load/),
    ])
  })

  test('a missing driver fails with how to install it', async () => {
    const hooks =
      "export const resolve = (name, context, next) => next(name === 'snowflake-sdk' ? 'not-there' : name, context)"
    const hook = `import { register } from 'node:module'\nregister('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}))\n`
    writeFileSync(join(other, 'hook.mjs'), hook)
    const NODE_OPTIONS = `--import=${join(other, 'hook.mjs')}`
    const args = ['--warehouse', 'snowflake', 'sql', 'select 1 as one']
    const { code, stderr } = await hitparade(args, folder, { NODE_OPTIONS })
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /cannot load the package snowflake-sdk.*; install it .*`npm install snowflake-sdk@3\.3\.0`/,
      ),
    ])
  })

  test('a query that Snowflake rejects fails with its message and advice', async () => {
    const { code, stdout, stderr } = await remote('sql', 'select * from core.nothing')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /^error: Snowflake rejected the query \(002003\): .*NOTHING' does not exist or not authorized; role \w+ must be able to see/,
    )
  })
})

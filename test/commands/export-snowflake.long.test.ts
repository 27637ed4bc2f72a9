import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { XMLValidator } from 'fast-xml-parser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hitparade } from '../support/cli.ts'
import { type Account, keys, openAccount } from '../support/snowflake/account.ts'

let folder: string
let account: Account
const run = (...args: string[]) => hitparade(args, folder)

/** A warehouse of this machine, and an account that answers of the same tables. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hitparade-export-snowflake-'))
  const charts = ['--source', 'simulator', '--chart', 'brazil-top-50']
  await run('backfill', ...charts, '--from', '2026-11-18', '--to', '2026-11-20')
  account = await openAccount({ sizes: { inline: 20, chunk: 100 } })
  const database = 'parade'
  await account.server.attach(database, join(folder, 'hitparade-data/warehouse.duckdb'))
  const { reader } = account.names.roles
  await account.admin.execute(`grant usage on database ${database} to role ${reader}`)
  for (const schema of ['core', 'landing']) {
    await account.admin.execute(
      `grant select on all tables in schema ${database}.${schema} to role ${reader}`,
    )
  }
  writeFileSync(join(folder, 'rsa_key.p8'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const login = { account: 'testorg-parade', url: account.server.url, user: 'ada', database }
  const snowflake = { ...login, authenticator: 'key_pair', private_key: 'rsa_key.p8' }
  writeFileSync(join(folder, 'hitparade.jsonc'), JSON.stringify({ snowflake }))
}, 60_000)
afterAll(async () => {
  await account?.close()
  rmSync(folder, { recursive: true })
})

test('an export from Snowflake has the same files as one from this machine', async () => {
  const [here, there] = await Promise.all([
    run('export', '--format', 'csv', '--out', 'here'),
    run('--warehouse', 'snowflake', 'export', '--format', 'csv', '--out', 'there'),
  ])
  expect([here.code, there.code]).toEqual([0, 0])
  const files = readdirSync(join(folder, 'here')).filter((file) => file.endsWith('.csv'))
  expect(files).toHaveLength(8)
  for (const file of files.filter((name) => name !== 'about.csv')) {
    const [mine, its] = ['here', 'there'].map((name) => readFileSync(join(folder, name, file), 'utf8'))
    expect(its, file).toBe(mine)
    expect(mine?.split('\n').length, file).toBeGreaterThan(2)
  }
})

test('an insight from Snowflake is the same workbook', async () => {
  const asked = ['export', '--insight', 'chart', '--out']
  const ended = await Promise.all([
    run(...asked, 'here.xlsx'),
    run('--warehouse', 'snowflake', ...asked, 'there.xlsx'),
  ])
  expect(ended.map(({ code }) => code)).toEqual([0, 0])
  expect(readFileSync(join(folder, 'there.xlsx'))).toEqual(readFileSync(join(folder, 'here.xlsx')))
})

test('a connection file is written for each tool', async () => {
  const tableau = await run('export', '--connection', 'tableau')
  expect(tableau).toMatchObject({ code: 0, stdout: expect.stringContaining('hitparade.tds') })
  const text = readFileSync(join(folder, 'hitparade.tds'), 'utf8')
  expect(XMLValidator.validate(text)).toBe(true)
  expect(text).toContain('table="[PARADE].[BI].[CHART_ENTRIES]"')
  expect(text).toContain('warehouse="HITPARADE_WH"')
  expect(text).toContain('username=""')
  expect(await run('export', '--connection', 'tableau')).toMatchObject({ code: 2 })
  expect(await run('export', '--connection', 'powerbi', '--out', 'charts.pbids')).toMatchObject({ code: 0 })
  const { connections } = JSON.parse(readFileSync(join(folder, 'charts.pbids'), 'utf8'))
  expect(connections[0].details.address.warehouse).toBe('hitparade_wh')
})

test.each([
  [['--connection', 'tableau', '--chart', 'brazil-top-50', '--out', 'x.tds'], /takes only --out and --force/],
  [['--connection', 'tableau', '--data-dir', 'x', '--config', 'none.jsonc', '--out', 'x.tds'], /none\.jsonc/],
  [['--connection', 'excel'], /tableau, powerbi/],
])('a connection file fails as a usage error: %j', async (args, message) => {
  const { code, stderr } = await run('export', ...args)
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
})

test('a connection file fails without a Snowflake account', async () => {
  writeFileSync(join(folder, 'empty.jsonc'), '{}')
  const { code, stderr } = await run(
    'export',
    '--connection',
    'powerbi',
    '--config',
    'empty.jsonc',
    '--force',
  )
  expect([code, stderr]).toEqual([2, expect.stringMatching(/SNOWFLAKE_ACCOUNT/)])
})

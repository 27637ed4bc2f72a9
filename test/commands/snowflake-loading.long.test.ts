import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploySnowflake } from '../../src/cloud/snowflake/deploy/deploy-snowflake.ts'
import { hitparade } from '../support/cli.ts'
import { createSnapshot, curatedFiles } from '../support/fixtures/snapshots.ts'
import { bucket, type Deployment, openDeployment, privateKey } from '../support/snowflake/deployment.ts'
import { serveListing } from '../support/snowflake/listing.ts'

let folder: string
let deployment: Deployment
let s3: Awaited<ReturnType<typeof serveListing>>

const day = (chart_date: string) => {
  const fetched_at = `${chart_date}T06:00:00.000Z`
  return curatedFiles(createSnapshot({ source: 'invented', chart_date, fetched_at, songs: ['a', 'b'] }))
}

/** With its own key in the environment, like a service. */
const run = (args: string[], more: Record<string, string> = {}) =>
  hitparade(args, folder, {
    AWS_ACCESS_KEY_ID: 'invented',
    AWS_SECRET_ACCESS_KEY: 'invented',
    SNOWFLAKE_PRIVATE_KEY: privateKey,
    ...more,
  })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hitparade-cli-loading-'))
  deployment = await openDeployment()
  const first = await deploySnowflake(deployment.options)
  if (first.status === 'adminRequired') await deployment.admin(first.sql)
  await deploySnowflake(deployment.options)
  for (const { key, bytes } of day('2026-01-05')) {
    await deployment.curated.put(key, bytes)
    await deployment.server.deliver(`s3://${bucket}/${key}`)
  }
  for (const { key, bytes } of day('2026-01-06')) await deployment.curated.put(key, bytes)
  await deployment.refresh()
  s3 = await serveListing(deployment.curated)
  const { url } = deployment.server
  const snowflake = { account: 'testorg-parade', url, user: 'ada', authenticator: 'key_pair' }
  const place = { curated: `s3://${bucket}`, s3: { endpoint: s3.url, region: 'eu-central-1' } }
  writeFileSync(join(folder, 'hitparade.jsonc'), JSON.stringify({ snowflake, ...place }))
}, 60_000)
afterAll(async () => {
  s3?.close()
  await deployment?.close()
  rmSync(folder, { recursive: true })
})

test('status reports charts, pipes, files and models in Snowflake', async () => {
  const { code, stdout, stderr } = await run(['status', '--target', 'snowflake', '--format', 'ndjson'])
  expect({
    code,
    charts: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  }).toMatchObject({
    code: 0,
    charts: [{ source: 'invented', newest_issue: '2026-01-05', issues: 1, entries: 2 }],
  })
  expect(stderr).toMatch(/^10 of 10 pipes running, 0 files pending$/m)
  expect(stderr).toMatch(/^6 curated files loaded, 6 on the way$/m)
  expect(stderr).toMatch(/^core\.chart_history: as of /m)
  const whole = JSON.parse((await run(['status', '--target', 'snowflake', '--format', 'json'])).stdout)
  expect(whole.loading).toMatchObject({
    files: { loaded: 6, arriving: 6, missing: [], failed: [] },
    lacking: [],
  })
})

test('load loads the files that the pipes have missed, lists them, and then has nothing to do', async () => {
  const load = ['load', '--warehouse', 'snowflake', '--from', '2026-01-01', '--format', 'ndjson']
  const first = await run(load)
  expect([first.code, first.stderr]).toEqual([0, '6 files loaded; 6 already in landing\n'])
  const rows = first.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows).toHaveLength(6)
  expect(rows[0]).toEqual({
    table: 'albums',
    file: expect.stringMatching(/^albums\/invented\/top-3\/2026-01-06\//),
    outcome: 'loaded',
    rows: 2,
    error: null,
  })
  expect(await run(load)).toEqual({ code: 0, stdout: '', stderr: '0 files loaded; 12 already in landing\n' })
})

test('doctor finds nothing to repair', async () => {
  const { code, stdout, stderr } = await run(['doctor', '--target', 'snowflake', '--format', 'json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'nothing to repair\n' })
  expect(JSON.parse(stdout)).toMatchObject([{ check: 'snowflake', ok: true, next: null }])
})

test('doctor reports a failed login as the only finding, with what to do', async () => {
  const { code, stdout } = await run(['doctor', '--target', 'snowflake', '--format', 'json'], {
    SNOWFLAKE_ROLE: 'stranger',
  })
  expect([code, JSON.parse(stdout)]).toEqual([
    1,
    [
      {
        check: 'snowflake',
        ok: false,
        finding: expect.stringMatching(/\(390189\)/),
        next: expect.stringMatching(/grant role stranger to user ada/),
      },
    ],
  ])
})

test.each([
  [['load', '--warehouse', 'snowflake'], /needs --from <date>/],
  [['load', '--warehouse', 'snowflake', '--from', '2026-01-06', '--to', '2026-01-05'], /is after --to/],
  [['load', '--from', '2026-01-05'], /are for --warehouse snowflake/],
])('%j fails as a usage error', async (args, expected) => {
  const { code, stderr } = await run(args)
  expect([code, stderr]).toEqual([2, expect.stringMatching(expected)])
})

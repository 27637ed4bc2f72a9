import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { outputs } from '../../src/cloud/aws/stack-interface.ts'
import { deploySnowflake } from '../../src/cloud/snowflake/deploy/deploy-snowflake.ts'
import { startCloudFormation } from '../support/aws/cloudformation.ts'
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

/** Writes the configuration. A value that is undefined is left out. */
function configure({ alert_emails, ...more }: Record<string, unknown>) {
  const { url } = deployment.server
  const snowflake = { account: 'testorg-parade', url, user: 'ada', authenticator: 'key_pair', alert_emails }
  const place = { curated: `s3://${bucket}`, s3: { endpoint: s3.url, region: 'eu-central-1' } }
  writeFileSync(join(folder, 'hitparade.jsonc'), JSON.stringify({ snowflake, ...place, ...more }))
}

/** The same with other values in the configuration. */
async function runWith(changes: Record<string, unknown>, ...given: Parameters<typeof run>) {
  configure(changes)
  onTestFinished(() => configure({}))
  return run(...given)
}

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
  configure({})
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
  expect(stderr).toMatch(/^6 curated files of s3:\/\/charts-curated loaded, 6 on the way$/m)
  // Nothing about this machine.
  expect(stderr).not.toMatch(/raw object|no run yet|hitparade run/)
  expect(stderr).toMatch(/^core\.chart_history: as of /m)
  const whole = JSON.parse((await run(['status', '--target', 'snowflake', '--format', 'json'])).stdout)
  expect(whole.loading).toMatchObject({
    failed: [],
    files: { bucket: `s3://${bucket}`, loaded: 6, arriving: 6, missing: [] },
    alert: null,
    lacking: [],
  })
  expect(Object.keys(whole).sort()).toEqual([
    'charts',
    'checks',
    'freshness',
    'last_run',
    'loading',
    'warnings',
    'withheld',
  ])
})

test('load loads the files that the pipes have missed, lists them, and then has nothing to do', async () => {
  const load = ['load', '--warehouse', 'snowflake', '--from', '2026-01-01', '--format', 'ndjson']
  const first = await run(load)
  // A slow machine also shows its progress.
  const closing = /^(loading: .*\n)*6 files loaded; 6 already in landing\n$/
  expect([first.code, first.stderr]).toEqual([0, expect.stringMatching(closing)])
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

test('status compares the chart dates that Snowflake publishes', async () => {
  const charts = [{ chart: 'top-3', source: 'deezer', playlist: '1' }]
  const { code, stderr } = await runWith({ charts }, ['status', '--target', 'snowflake', '--fail-if-stale'])
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(
      /stale: deezer\/top-3: nothing is stored.*1 of 1 chart not up to date; .*--target aws/s,
    ),
  ])
})

test('doctor finds nothing to repair, and recommends the alert', async () => {
  const { code, stdout, stderr } = await run(['doctor', '--target', 'snowflake', '--format', 'json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'nothing to repair\n' })
  expect(JSON.parse(stdout)).toMatchObject([
    {
      check: 'snowflake',
      ok: true,
      finding: expect.stringMatching(/12 curated files of s3:\/\/charts-curated loaded$/),
      next: null,
    },
    {
      check: 'alert',
      ok: true,
      finding: 'no alert is configured',
      next: expect.stringMatching(/alert_emails/),
    },
  ])
})

test('doctor reports an alert that is configured and not deployed', async () => {
  const { code, stdout } = await runWith({ alert_emails: ['ada@example.com'] }, [
    ...['doctor', '--target', 'snowflake', '--format', 'json'],
  ])
  expect([code, JSON.parse(stdout)[1]]).toMatchObject([1, { check: 'alert', ok: false }])
})

describe('without a configured bucket', () => {
  const doctor = ['doctor', '--target', 'snowflake', '--format', 'json']

  test('doctor and load compare the bucket of the AWS stack', async () => {
    const stack = {
      name: 'hitparade-prod',
      parameters: {},
      outputs: { [outputs.curatedBucket]: bucket },
    }
    const cloud = await startCloudFormation(stack)
    onTestFinished(() => cloud.close())
    const aws = { AWS_ENDPOINT_URL_CLOUDFORMATION: cloud.url, AWS_REGION: 'eu-central-1' }
    const { code, stdout } = await runWith({ curated: undefined }, doctor, aws)
    expect([code, JSON.parse(stdout)[0]]).toMatchObject([
      0,
      { ok: true, finding: expect.stringContaining('12 curated files of s3://charts-curated loaded') },
    ])
    const load = ['load', '--warehouse', 'snowflake', '--from', '2026-01-01']
    expect(await runWith({ curated: undefined }, load, aws)).toEqual({
      ...{ code: 0, stdout: '', stderr: '0 files loaded; 12 already in landing\n' },
    })
  })

  test('doctor and status say what was not checked, and why, if there is no stack', async () => {
    const cloud = await startCloudFormation({ name: 'another', parameters: {}, outputs: {} })
    onTestFinished(() => cloud.close())
    const aws = { AWS_ENDPOINT_URL_CLOUDFORMATION: cloud.url, AWS_REGION: 'eu-central-1' }
    const { code, stdout, stderr } = await runWith({ curated: undefined }, doctor, aws)
    expect([code, JSON.parse(stdout)[0]]).toMatchObject([
      1,
      {
        ok: false,
        finding: expect.stringMatching(/^not checked: files in the bucket.* no stack hitparade-prod/),
        next: expect.stringMatching(/set "curated" to the bucket/),
      },
    ])
    expect(stderr).not.toContain('nothing to repair')
    const status = await runWith({ curated: undefined }, ['status', '--target', 'snowflake'], aws)
    expect(status.stderr).toMatch(/^not checked: files in the bucket.* no stack hitparade-prod/m)
    expect(status.stderr).not.toMatch(/curated files? of/)
  })
})

test('without a terminal and a key, a command names the logins that need neither browser nor person', async () => {
  const { url } = deployment.server
  const snowflake = { account: 'testorg-parade', url, user: 'ada' }
  const { code, stdout, stderr } = await runWith({ snowflake }, ['status', '--target', 'snowflake'], {
    SNOWFLAKE_PRIVATE_KEY: '',
  })
  expect([code, stdout, stderr]).toEqual([
    2,
    '',
    expect.stringMatching(/a login with oauth opens a browser, which needs a terminal; .* key_pair, /),
  ])
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

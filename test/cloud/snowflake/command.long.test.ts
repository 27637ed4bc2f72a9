import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { outputs, parameters } from '../../../src/cloud/aws/stack-interface.ts'
import { type CloudFormation, startCloudFormation } from '../../support/aws/cloudformation.ts'
import { hitparade } from '../../support/cli.ts'
import {
  bucket,
  type Deployment,
  openDeployment,
  privateKey,
  roleArn,
} from '../../support/snowflake/deployment.ts'
import { splitStatements } from '../../support/snowflake/text.ts'

let folder: string
let cloud: CloudFormation
let deployment: Deployment
const stack = {
  name: 'hitparade-prod',
  parameters: Object.fromEntries(
    [
      parameters.snowflakeUser,
      parameters.snowflakeExternalId,
      ...Object.values(parameters.snowflakeQueue),
    ].map((key) => [key, '']),
  ),
  outputs: { [outputs.curatedBucket]: bucket, [outputs.snowflakeRole]: roleArn },
}

/** Writes the configuration for an account at this address. */
async function configure(url: string, user = 'ada') {
  const login = { user, role: 'somebody_else', authenticator: 'key_pair', private_key: 'key.p8' }
  const snowflake = { account: 'testorg-parade', url, ...login }
  await writeFile(join(folder, 'hitparade.jsonc'), JSON.stringify({ snowflake }))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hitparade-deploy-'))
  cloud = await startCloudFormation(stack)
  deployment = await openDeployment({ admits: () => true })
  await writeFile(join(folder, 'key.p8'), privateKey)
  await configure(deployment.server.url)
})
afterAll(async () => {
  await deployment?.close()
  await cloud?.close()
  await rm(folder, { recursive: true, force: true })
})

const deploy = (...args: string[]) =>
  hitparade([...(args.includes('destroy') ? [] : ['deploy']), ...args], folder, {
    AWS_ENDPOINT_URL: cloud.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })

it('exits with 3 and the SQL for an administrator, then with 0, then has nothing to do', async () => {
  const first = await deploy('--target', 'snowflake')
  expect(first).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('run this SQL in Snowflake as an account administrator'),
  })
  expect(splitStatements(first.stdout)[0]).toBe('use role accountadmin')
  expect(cloud.updates).toEqual([])

  await deployment.admin(first.stdout)
  const planned = await deploy('--target', 'snowflake', '--plan', '--format', 'ndjson')
  expect(planned.code).toBe(0)
  expect(planned.stdout).toContain('{"step":"create table landing.songs"}')
  expect(cloud.updates).toEqual([])

  const second = await deploy('--target', 'snowflake')
  expect(second).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/Snowflake is deployed: \d+ steps done/),
  })
  expect(cloud.updates.map((update) => Object.keys(update).length)).toEqual([2, 10])

  const third = await deploy('--target', 'snowflake')
  expect(third).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('Snowflake was already up to date'),
  })
  expect(cloud.updates).toHaveLength(2)
}, 60_000)

it('prints everything as numbered files that run by hand in their order', async () => {
  const { code, stdout } = await deploy('--sql')
  expect(code).toBe(0)
  expect(stdout.match(/^-- ==== .*$/gm)).toEqual(
    [
      '00-admin',
      '10-database',
      '20-landing',
      '30-pipes',
      '40-core',
      '45-bi',
      '50-insights',
      '60-grants',
      '99-undo',
    ].map((name) => `-- ==== ${name}.sql ====`),
  )
  const byHand = await openDeployment({ admits: () => true })
  try {
    // 99-undo.sql follows as a comment, so the whole text can be run.
    expect(stdout).toContain('\n-- drop integration if exists hitparade_s3;\n')
    await byHand.admin(stdout)
    expect(byHand.server.world.catalogue.list('pipe')).toHaveLength(10)
    expect(byHand.server.world.catalogue.list('role')).toHaveLength(4)
  } finally {
    await byHand.close()
  }
})

it('adds columns before it deploys the functions that fill them', async () => {
  await deployment.query('alter table hitparade.landing.songs drop column label')
  // Without a chart there is nothing to deploy to AWS: by then Snowflake is ready.
  const { code, stderr } = await deploy()
  expect(code).toBe(2)
  expect(stderr).toMatch(
    /add column landing\.songs\.label\n[\s\S]*ready for the new functions: 1 change\n[\s\S]*expected a chart/,
  )
  expect(await deployment.query('select label from hitparade.landing.songs')).toEqual([])
})

it('deploys no functions while an administrator is required', async () => {
  await deployment.admin(
    "alter storage integration hitparade_s3 set storage_allowed_locations = ('s3://other/')",
  )
  const { code, stdout, stderr } = await deploy()
  expect(code).toBe(3)
  expect(stderr).toContain('may read s3://other/, expected s3://charts-curated/')
  // A deployment of the functions would fail without a chart.
  expect(stderr).not.toContain('expected a chart')
  await deployment.admin(stdout)
})

it('needs a confirmation to destroy, and fails without a terminal', async () => {
  const unconfirmed = await deploy('destroy', '--target', 'snowflake')
  expect(unconfirmed).toMatchObject({ code: 2, stderr: expect.stringContaining('with all rows of landing') })
  expect(deployment.server.world.catalogue.list('pipe')).toHaveLength(10)
  const done = await deploy('destroy', '--target', 'snowflake', '--yes')
  expect(done).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('drop integration if exists hitparade_s3'),
  })
  expect(deployment.server.world.catalogue.list('database')).toEqual([])
  expect(Object.values(stack.parameters).filter((value) => value !== '')).toEqual([])
}, 30_000)

it('exits with 3 and the SQL again where the account is new and the stack is not', async () => {
  stack.parameters[parameters.snowflakeUser] = 'arn:aws:iam::000000000000:user/of-the-old-account'
  const fresh = await openDeployment({ admits: () => true, user: 'ada@example.com' })
  try {
    await configure(fresh.server.url, 'ada@example.com')
    const planned = await deploy('--target', 'snowflake', '--plan')
    const first = await deploy('--target', 'snowflake')
    for (const { code, stdout, stderr } of [planned, first]) {
      expect([code, splitStatements(stdout)[0]]).toEqual([3, 'use role accountadmin'])
      expect(stderr).toMatch(
        /If it does, .*`grant role hitparade_deploy to user "ADA@EXAMPLE\.COM"`\. If it does not, run the SQL\n/,
      )
    }
    await fresh.admin(first.stdout)
    expect(await deploy('--target', 'snowflake')).toMatchObject({ code: 0, stdout: '' })
  } finally {
    await fresh.close()
  }
}, 60_000)

it('rejects flags that contradict each other', async () => {
  expect(await deploy('--plan', '--sql')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--plan and --sql'),
  })
  expect(await deploy('--target', 'snowflake', '--template', 'x')).toMatchObject({ code: 2 })
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { resourceNames } from '../../../src/cloud/aws/aws-names.ts'
import { findBuckets } from '../../../src/cloud/aws/find-buckets.ts'
import { loadConfig } from '../../../src/config/config.ts'

const place = { partition: 'aws', account: '111111111111', region: 'eu-central-1' }
const reserved = {
  rawBucket: 'hitparade-prod-raw-111111111111-eu-central-1-an',
  curatedBucket: 'hitparade-prod-curated-111111111111-eu-central-1-an',
}
const older = {
  rawBucket: 'hitparade-prod-raw-111111111111-eu-central-1',
  curatedBucket: 'hitparade-prod-curated-111111111111-eu-central-1',
}

/** The account: the answer of CloudFormation, and the status of each bucket; every other bucket is missing. */
let account: { stack: [number, string]; buckets: Record<string, number> }
let server: Server
let owners: (string | undefined)[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.method === 'POST') {
      const [status, body] = account.stack
      response.writeHead(status, { 'content-type': 'text/xml' }).end(body)
      return
    }
    const [, name = ''] = (request.url ?? '').split(/[/?]/)
    owners.push(request.headers['x-amz-expected-bucket-owner'] as string | undefined)
    response
      .writeHead(account.buckets[name] ?? 404, { 'content-type': 'text/xml' })
      .end('<ListBucketResult/>')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint())
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a')
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true')
})
beforeEach(() => {
  owners = []
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})

test('a new stack gets names that S3 reserves for the account, and that are not too long', () => {
  expect(resourceNames('prod', place)).toMatchObject(reserved)
  const longest = resourceNames('a'.repeat(14), { ...place, region: 'ap-southeast-1' }).curatedBucket
  expect(longest).toHaveLength(63)
})

test.each(['me-south-1', 'me-central-1'])('S3 reserves no names in %s', (region) => {
  expect(resourceNames('prod', { ...place, region }).rawBucket).toBe(
    `hitparade-prod-raw-111111111111-${region}`,
  )
})

test('a deployed stack keeps the names of its buckets, whatever other buckets exist', async () => {
  account = {
    stack: stack('UPDATE_COMPLETE', older),
    buckets: { [reserved.rawBucket]: 200, [older.rawBucket]: 200 },
  }
  expect(await find()).toEqual({ ...older, retained: [] })
})

test('a stack whose first deployment was undone has no buckets', async () => {
  account = { stack: stack('ROLLBACK_COMPLETE', older), buckets: {} }
  expect(await find()).toEqual({ ...reserved, retained: [] })
})

test('buckets that a stack of an older version has left are adopted with their names', async () => {
  account = { stack: noStack, buckets: { [older.curatedBucket]: 200 } }
  expect(await find()).toEqual({ ...older, retained: [older.curatedBucket] })
  expect(new Set(owners)).toEqual(new Set([place.account]))
})

test.each([
  ['in the same region', 403],
  ['in another region', 301],
])('a bucket of another account %s does not count', async (_, status) => {
  account = { stack: noStack, buckets: { [older.rawBucket]: status, [older.curatedBucket]: status } }
  expect(await find()).toEqual({ ...reserved, retained: [] })
})

test('who may not see the stack finds the buckets, if one of them may be seen', async () => {
  account = { stack: denied, buckets: { [reserved.rawBucket]: 403, [reserved.curatedBucket]: 200 } }
  expect(await find()).toMatchObject(reserved)
})

test('who may see nothing learns which permission is missing', async () => {
  account = { stack: denied, buckets: { [reserved.rawBucket]: 403, [reserved.curatedBucket]: 403 } }
  await expect(find()).rejects.toMatchObject({ code: 'Denied', details: { permission: 's3:ListBucket' } })
})

function find() {
  const environment = { AWS_ENDPOINT_URL: endpoint() }
  return findBuckets(loadConfig({ environment, cwd: '/nowhere' }), place)
}

function endpoint(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function stack(status: string, { rawBucket, curatedBucket }: typeof older): [number, string] {
  const output = (key: string, value: string) =>
    `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`
  return [
    200,
    `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>hitparade-prod</StackName>
    <CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus><Outputs>
    ${status === 'ROLLBACK_COMPLETE' ? '' : output('RawBucketName', rawBucket) + output('CuratedBucketName', curatedBucket)}
    </Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  ]
}

const noStack: [number, string] = [
  400,
  '<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id hitparade-prod does not exist</Message></Error></ErrorResponse>',
]
const denied: [number, string] = [
  403,
  '<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>',
]

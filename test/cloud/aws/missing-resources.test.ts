import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { isBootstrapped } from '../../../src/cloud/aws/aws-account.ts'
import { stackOutputs } from '../../../src/cloud/aws/aws-stack.ts'
import { findBuckets } from '../../../src/cloud/aws/find-buckets.ts'
import { deleteBucket, removeNotifications } from '../../../src/cloud/aws/operations/delete-stack.ts'
import { inspectCloud } from '../../../src/cloud/aws/operations/inspect-cloud.ts'
import { queueReprocessing } from '../../../src/cloud/aws/operations/queue-reprocessing.ts'
import { loadConfig } from '../../../src/config/config.ts'

let server: Server
let requests: string[] = []

/** An AWS account without any resource. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = await readBody(request)
    const [, action = `${request.method} ${request.url}`] = /Action=(\w+)/.exec(body) ?? []
    requests.push(action)
    const target = String(request.headers['x-amz-target'] ?? '')
    if (action === 'GetCallerIdentity') response.writeHead(200).end(identity)
    else if (action === 'DescribeStacks') response.writeHead(400).end(noStack)
    else if (target.startsWith('AmazonSSM')) response.writeHead(400).end('{"__type":"ParameterNotFound"}')
    else if (target.startsWith('AmazonSQS')) response.writeHead(400).end(noQueue)
    else response.writeHead(404).end('<Error><Code>NoSuchBucket</Code><Message>no bucket</Message></Error>')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint())
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a')
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true')
})
beforeEach(() => {
  requests = []
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})

test('there is no CDK bootstrap, no stack and no retained bucket', async () => {
  const config = load()
  expect(await isBootstrapped(config.aws)).toBe(false)
  expect(await stackOutputs(config.aws)).toBeNull()
  const place = { partition: 'aws', account: '111111111111', region: 'eu-central-1' }
  expect(await findBuckets(config, place)).toEqual({
    rawBucket: 'hitparade-prod-raw-111111111111-eu-central-1-an',
    curatedBucket: 'hitparade-prod-curated-111111111111-eu-central-1-an',
    retained: [],
  })
  // Two names of a new stack, two of older versions.
  expect(requests.filter((request) => request.startsWith('GET /hitparade-prod-'))).toHaveLength(4)
})

test('a bucket that does not exist needs no deletion', async () => {
  await removeNotifications(load(), 'charts')
  await deleteBucket(load(), 'charts')
  expect(requests.map((request) => request.split(' ')[0])).toEqual(['PUT', 'GET'])
})

test('inspecting and reprocessing report that nothing is deployed', async () => {
  const where = 'in account 111111111111, eu-central-1'
  await expect(inspectCloud(load(), '2026-11-25T13:00:00.000Z')).rejects.toMatchObject({
    code: 'NotDeployed',
    problem: `there is no stack hitparade-prod ${where}`,
  })
  await expect(queueReprocessing(load().aws, ['to_process/a'])).rejects.toMatchObject({
    code: 'NotDeployed',
    problem: `there is no queue hitparade-prod-transform ${where}`,
    details: { queue: 'hitparade-prod-transform' },
  })
})

function load() {
  return loadConfig({ environment: { AWS_ENDPOINT_URL: endpoint() }, cwd: '/nowhere' })
}

function endpoint(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

const identity =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111111111111</Account>' +
  '<Arn>arn:aws:iam::111111111111:user/a</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>'
const noStack =
  '<ErrorResponse><Error><Code>ValidationError</Code>' +
  '<Message>Stack with id hitparade-prod does not exist</Message></Error></ErrorResponse>'
const noQueue =
  '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}'

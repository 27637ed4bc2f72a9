import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { StackEvent } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { findFailure, withStackReason } from '../../../src/cloud/aws/operations/stack-failure.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { HitparadeError } from '../../../src/domain/errors.ts'

const StackId = 'arn:aws:cloudformation:eu-central-1:111111111111:stack/hitparade-prod/1'
const ofStack = (id: number, ResourceStatus: string, reason?: string) =>
  event(id, ResourceStatus, { type: 'AWS::CloudFormation::Stack', name: 'hitparade-prod', reason })
const ofBucket = (id: number, ResourceStatus: string, reason?: string) =>
  event(id, ResourceStatus, { type: 'AWS::S3::Bucket', name: 'Raw', reason })

function event(
  id: number,
  ResourceStatus: string,
  of: { type: string; name: string; reason?: string | undefined },
) {
  const { type, name, reason } = of
  return {
    EventId: String(id),
    StackId,
    PhysicalResourceId: type.endsWith('Stack') ? StackId : name.toLowerCase(),
    ResourceType: type,
    LogicalResourceId: name,
    ResourceStatus,
    ResourceStatusReason: reason,
  } as StackEvent
}

/** As CloudFormation tells them: a topic is cancelled because a bucket failed. From the newest to the oldest. */
const failed = [
  ofStack(9, 'UPDATE_ROLLBACK_COMPLETE'),
  ofStack(8, 'UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Raw, AlarmTopic].'),
  event(7, 'CREATE_FAILED', {
    type: 'AWS::SQS::Queue',
    name: 'Queue',
    reason: 'Resource creation cancelled',
  }),
  event(6, 'CREATE_FAILED', { type: 'AWS::Lambda::Function', name: 'Extract', reason: 'a later failure' }),
  ofBucket(5, 'CREATE_FAILED', 'charts-raw already exists'),
  event(4, 'CREATE_FAILED', {
    type: 'AWS::SNS::Topic',
    name: 'AlarmTopic',
    reason: 'Resource creation cancelled',
  }),
  ofStack(3, 'UPDATE_IN_PROGRESS', 'User Initiated'),
]
const earlier = [
  ofStack(2, 'UPDATE_ROLLBACK_COMPLETE'),
  ofBucket(1, 'UPDATE_FAILED', 'an older reason'),
  ofStack(0, 'UPDATE_IN_PROGRESS', 'User Initiated'),
]

test('the reason is the first failure, and nothing that was cancelled because of it', () => {
  expect(findFailure(failed)).toEqual({
    resource: 'AWS::S3::Bucket Raw',
    reason: 'charts-raw already exists',
  })
})

test('without a failed resource it is the failure of the stack itself', () => {
  expect(findFailure([ofStack(1, 'DELETE_FAILED', 'it is protected')])).toEqual({
    resource: 'AWS::CloudFormation::Stack hitparade-prod',
    reason: 'it is protected',
  })
  expect(findFailure([ofStack(1, 'UPDATE_COMPLETE')])).toBeNull()
})

let events: StackEvent[] = []
let status = 200
let server: Server

beforeAll(async () => {
  // Two events on a page.
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const asked = new URLSearchParams(body)
    const start = Number(asked.get('NextToken') ?? 0)
    const answer = asked.get('Action') === 'DescribeEvents' ? mistakes : toXml(events, start)
    response.writeHead(status, { 'content-type': 'text/xml' }).end(answer)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('AWS_REGION', 'eu-central-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'a')
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true')
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})

const { aws } = loadConfig({ environment: {}, cwd: '/nowhere' })
const fail = (after: StackEvent[]) =>
  withStackReason(aws, async () => {
    events = after
    throw new HitparadeError('Cdk', 'cdk deploy failed with exit code 1', {
      advice: 'look',
      details: { a: 1 },
    })
  })

test('a deployment that fails says why, with the resource', async () => {
  events = earlier
  await expect(fail([...failed, ...earlier])).rejects.toMatchObject({
    code: 'Cdk',
    message:
      'cdk deploy failed with exit code 1: AWS::S3::Bucket Raw: charts-raw already exists; fix the cause, then run the command again',
    details: { a: 1, resource: 'AWS::S3::Bucket Raw', reason: 'charts-raw already exists' },
  })
})

test('a first deployment too, whose stack did not exist before', async () => {
  events = []
  await expect(fail(failed)).rejects.toThrow('charts-raw already exists')
})

test('an older failure is not the reason of one that never reached the stack', async () => {
  events = earlier
  await expect(fail(earlier)).rejects.toThrow(/^cdk deploy failed with exit code 1; look$/)
})

test('who may not read the events still learns that it failed', async () => {
  status = 403
  await expect(fail(failed)).rejects.toThrow(/^cdk deploy failed with exit code 1; look$/)
  status = 200
})

test('a template that CloudFormation rejects is explained by its mistake', async () => {
  events = []
  const invalid = { ...ofStack(1, 'CREATE_FAILED', 'Validation failed'), DetailedStatus: 'VALIDATION_FAILED' }
  await expect(fail([invalid as StackEvent, ofStack(0, 'CREATE_IN_PROGRESS')])).rejects.toThrow(
    /AWS::S3::Bucket Raw: the name is taken; fix the cause/,
  )
})

test('a success is returned', async () => {
  expect(await withStackReason(aws, async () => 'done')).toBe('done')
})

const mistakes = `<DescribeEventsResponse><DescribeEventsResult><OperationEvents>
  <member><EventType>PROVISIONING_ERROR</EventType></member>
  <member><ResourceType>AWS::S3::Bucket</ResourceType><LogicalResourceId>Raw</LogicalResourceId>
    <ValidationStatus>FAILED</ValidationStatus><ValidationStatusReason>the name is taken</ValidationStatusReason></member>
  </OperationEvents></DescribeEventsResult></DescribeEventsResponse>`

function toXml(all: StackEvent[], start: number): string {
  const member = (each: StackEvent) =>
    `<member>${Object.entries(each)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('')}<Timestamp>2026-01-01T00:00:00Z</Timestamp></member>`
  const next = start + 2 < all.length ? `<NextToken>${start + 2}</NextToken>` : ''
  return `<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>${all
    .slice(start, start + 2)
    .map(member)
    .join('')}</StackEvents>${next}</DescribeStackEventsResult></DescribeStackEventsResponse>`
}

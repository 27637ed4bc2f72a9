import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateScheduleCommand, CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { alarms, resourceNames } from '../../../src/cloud/aws/aws-names.ts'
import { listCloudFindings } from '../../../src/cloud/aws/operations/cloud-findings.ts'
import { type CloudState, inspectCloud } from '../../../src/cloud/aws/operations/inspect-cloud.ts'
import {
  operatorPermissions,
  operatorPolicy,
  type PermissionName,
  type Policy,
} from '../../../src/cloud/aws/operations/operator-policy.ts'
import { loadConfig } from '../../../src/config/config.ts'
import { writeLedger } from '../../../src/extract/run-ledger.ts'
import { openStore } from '../../../src/storage/open-store.ts'
import { enforcePolicies, type Keys, userWith } from '../../support/aws/moto-iam.ts'
import { hitparade } from '../../support/cli.ts'
import { describePeers, startPeer } from '../../support/peers.ts'

const region = 'eu-central-1'
const account = { partition: 'aws', account: '123456789012', region }
const names = resourceNames('prod', account)
const now = '2026-11-25T13:00:00.000Z'
const whole = operatorPolicy({ names, account, kms_key_arn: null })

/** moto enforces resources for S3 only: it shows that the actions suffice, and `rights.test.ts` that the resources do. */
const anywhere = ({ Version, Statement }: Policy) => ({
  Version,
  Statement: [
    ...Statement.map((each) =>
      each.Action.startsWith('s3:')
        ? each
        : // moto names a service as its signatures do.
          { ...each, Action: each.Action.replace(/^cloudwatch:/, 'monitoring:'), Resource: '*' },
    ),
    // AWS allows it to everyone.
    { Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' },
  ],
})

/** The policy without one permission. */
const without = (permission: PermissionName): Policy => ({
  ...whole,
  Statement: whole.Statement.filter(({ Action }) => Action !== operatorPermissions[permission].action),
})

describePeers('inspecting an environment in the cloud', ['moto'], (peer) => {
  let endpoint: string
  let stop: () => Promise<void>
  const keys = new Map<string, Keys>()

  beforeAll(async () => {
    ;({ endpoint, stop } = await startPeer(peer))
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint)
    vi.stubEnv('AWS_REGION', region)
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true')
    become({ accessKeyId: 'a', secretAccessKey: 'a' })
    await deployByHand()
    keys.set('operator', await userWith(endpoint, 'operator', anywhere(whole)))
    for (const right of Object.keys(operatorPermissions) as PermissionName[]) {
      keys.set(right, await userWith(endpoint, `without-${right}`, anywhere(without(right))))
    }
    keys.set('nobody', await userWith(endpoint, 'nobody', anywhere({ ...whole, Statement: [] })))
    await enforcePolicies(endpoint)
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await stop?.()
  })

  function become({ accessKeyId, secretAccessKey }: Keys) {
    vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId)
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey)
  }

  function inspectAs(who: string): Promise<CloudState> {
    const user = keys.get(who)
    if (user === undefined) throw new Error(`there is no ${who}`)
    become(user)
    const environment = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region }
    return inspectCloud(loadConfig({ environment, cwd: '/nowhere' }), now)
  }

  test('shows schedules, queues, alarms, objects and runs with the policy of an operator', async () => {
    const state = await inspectAs('operator')
    expect(state.lacking).toEqual([])
    expect(state).toMatchObject({
      environment: 'prod',
      account: account.account,
      stack: 'CREATE_COMPLETE',
      raw: { waiting: 1, failed: 1, oldest: expect.any(String) },
      behind: 1,
      subscriptions: [{ endpoint: 'ops@example.org', confirmed: expect.any(Boolean) }],
      credentials: [
        {
          source: 'spotify',
          parameter: '/hitparade-prod/credentials/spotify',
          there: true,
          authorized_at: null,
        },
      ],
      missing: [names.failureQueues.event],
    })
    expect(state.charts).toEqual([
      {
        chart: 'deezer/top-worldwide',
        enabled: true,
        time_zone: 'Europe/Berlin',
        previous_run: '2026-11-25T05:30:00.000Z',
        next_run: '2026-11-26T05:30:00.000Z',
        newest_issue: '2026-11-24',
        last_run: '2026-11-25T05:30:09.000Z',
        outcome: 'failed',
        error_code: 'Unreachable',
        last_good: '2026-11-24T05:30:09.000Z',
      },
      {
        chart: 'spotify/friday-50',
        enabled: false,
        time_zone: 'UTC',
        previous_run: '2026-11-20T12:00:00.000Z',
        next_run: null,
        newest_issue: null,
        last_run: null,
        outcome: null,
        error_code: null,
        last_good: null,
      },
    ])
    expect(state.queues.map(({ failure, waiting }) => [failure, waiting])).toEqual([
      [null, 0],
      ['schedule', 0],
      ['extract', 2],
      ['transform', 0],
    ])
    expect(state.alarms).toEqual([
      { alarm: 'hitparade-prod-backlog', state: 'ALARM', about: 'it waits', since: expect.any(String) },
    ])
  })

  test('finds what has to be repaired', async () => {
    const state = await inspectAs('operator')
    const waiting = { waiting: 1, oldest: '2026-11-25T20:00:00.000Z', failed: 1 }
    expect(state.raw).toEqual({ ...waiting, oldest: expect.any(String) })
    // The instant comes from the clock of the server.
    const seen = { ...state, raw: waiting }
    const findings = listCloudFindings(seen, '2026-11-25T23:00:00.000Z').map(({ finding }) => finding)
    expect(findings).toEqual([
      'hitparade-prod-failed-event is missing',
      '2 in hitparade-prod-failed-extract: runs failed after two retries',
      'raw objects pending: 1, the oldest since 2026-11-25T20:00:00.000Z',
      'raw objects that could not be parsed: 1',
      'snapshots that an older version transformed: 1',
      expect.stringMatching(/^deezer\/top-worldwide was due at 2026-11-25T05:30.*failed: Unreachable\)$/),
      'spotify/friday-50 does not run: its schedule is disabled',
      expect.stringMatching(/^alarm hitparade-prod-backlog since /),
    ])
  })

  test.each(Object.keys(operatorPermissions) as PermissionName[])(
    'without the permission of %s names it, and shows the rest',
    async (right) => {
      const state = await inspectAs(right)
      const { action } = operatorPermissions[right]
      expect(new Set(state.lacking.map((lack) => lack.action))).toEqual(new Set([action]))
      const seen = await inspectAs('operator')
      for (const [name, value] of Object.entries(seen)) {
        if (parts[right].includes(name)) expect(state[name as keyof CloudState]).not.toEqual(value)
        else if (name !== 'lacking') expect(state[name as keyof CloudState]).toEqual(value)
      }
      expect(
        listCloudFindings(state, now).some(({ finding }) => finding.includes(`this needs ${action} on`)),
      ).toBe(true)
    },
  )

  test('without any permission names every one of the policy', async () => {
    const { lacking } = await inspectAs('nobody')
    // A read that needs the result of another one does not run without it.
    const first = [
      'stack',
      'schedules',
      'queue',
      'alarms',
      'metrics',
      'subscriptions',
      'credentials',
      'objects',
    ] as const
    expect(new Set(lacking.map(({ action }) => action))).toEqual(
      new Set(first.map((right) => operatorPermissions[right].action)),
    )
  })

  test.each([
    ['objects', 's3:ListBucket'],
    ['files', 's3:GetObject'],
  ])('pull without the permission of %s names %s', async (who, action) => {
    const { accessKeyId = '', secretAccessKey = '' } = keys.get(who) ?? {}
    const folder = await mkdtemp(join(tmpdir(), 'hitparade-denied-'))
    const credentials = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
    const environment = { ...credentials, AWS_REGION: region, AWS_ENDPOINT_URL: endpoint }
    const { code, stderr } = await hitparade(['pull', `s3://${names.curatedBucket}`], folder, environment)
    await rm(folder, { recursive: true })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        new RegExp(`could not .*${names.curatedBucket}.*the credentials need ${action}`),
      ),
    })
  })

  test('reports that nothing is deployed', async () => {
    become(keys.get('operator') as Keys)
    const environment = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region }
    const { aws, s3 } = loadConfig({ environment, cwd: '/nowhere' })
    const other = { s3, aws: { ...aws, environment: 'test' } }
    await expect(inspectCloud(other, now)).rejects.toMatchObject({
      code: 'NotDeployed',
      message: expect.stringContaining(
        'there is no stack hitparade-test in account 123456789012, eu-central-1',
      ),
    })
  })

  /** The inspected resources of the stack, without one failure queue. */
  async function deployByHand() {
    const nothing = { Resources: { Nothing: { Type: 'AWS::SNS::Topic' } } }
    await new CloudFormationClient({}).send(
      new CreateStackCommand({ StackName: names.stack, TemplateBody: JSON.stringify(nothing) }),
    )
    const scheduler = new SchedulerClient({})
    await scheduler.send(new CreateScheduleGroupCommand({ Name: names.scheduleGroup }))
    for (const [chart, cron, zone, State] of [
      ['deezer/top-worldwide', 'cron(30 6 * * ? *)', 'Europe/Berlin', 'ENABLED'],
      ['spotify/friday-50', 'cron(0 12 ? * FRI *)', 'UTC', 'DISABLED'],
    ] as const) {
      const Input = JSON.stringify({ chart, scheduled_time: '<aws.scheduler.scheduled-time>' })
      const [Arn, RoleArn] = [
        'arn:aws:lambda:eu-central-1:123456789012:function:x',
        'arn:aws:iam::123456789012:role/x',
      ]
      await scheduler.send(
        new CreateScheduleCommand({
          GroupName: names.scheduleGroup,
          Name: chart.replace('/', '.'),
          ScheduleExpression: cron,
          ScheduleExpressionTimezone: zone,
          State,
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn, RoleArn, Input },
        }),
      )
    }
    const sqs = new SQSClient({})
    const { schedule, extract, transform } = names.failureQueues
    for (const QueueName of [names.transformQueue, schedule, extract, transform]) {
      const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }))
      for (const MessageBody of QueueName === extract ? ['{}', '{}'] : []) {
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
      }
    }
    const cloudwatch = new CloudWatchClient({})
    for (const AlarmName of [alarms.backlog('prod'), alarms.backlog('prod-eu')]) {
      await cloudwatch.send(
        new PutMetricAlarmCommand({
          AlarmName,
          AlarmDescription: 'it waits',
          MetricName: 'm',
          Namespace: 'n',
          Period: 60,
          Statistic: 'Sum',
          Threshold: 1,
          EvaluationPeriods: 1,
          ComparisonOperator: 'GreaterThanThreshold',
        }),
      )
      await cloudwatch.send(
        new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'the test says so' }),
      )
    }
    const sns = new SNSClient({})
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: names.topic }))
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.org' }))
    const Name = '/hitparade-prod/credentials/spotify'
    await new SSMClient({}).send(new PutParameterCommand({ Name, Type: 'SecureString', Value: '{}' }))
    await storeByHand()
  }

  async function storeByHand() {
    const s3 = new S3Client({ forcePathStyle: true })
    const LocationConstraint = region
    for (const Bucket of [names.rawBucket, names.curatedBucket]) {
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }))
    }
    const put = (Bucket: string, Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
    const snapshot = 'deezer/top-worldwide/2026-11-24/20261124t053009z-000000000000'
    await put(names.rawBucket, `to_process/${snapshot}.json.gz`)
    await put(names.rawBucket, `failed/${snapshot}.json.gz`)
    await put(names.rawBucket, `processed/${snapshot.replace('-24', '-23')}.json.gz`)
    await put(names.curatedBucket, `chart_issues/${snapshot}.v1.parquet`)
    const curated = await openStore(`s3://${names.curatedBucket}`, { endpoint, region })
    for (const [day, outcome, error_code] of [
      ['24', 'stored', null],
      ['25', 'failed', 'Unreachable'],
    ] as const) {
      const chart = { source: 'deezer', chart: 'top-worldwide', chart_date: `2026-11-${day}` }
      const times = {
        started_at: `2026-11-${day}T05:30:01.000Z`,
        finished_at: `2026-11-${day}T05:30:09.000Z`,
      }
      const rest = { error: null, snapshot_id: null, requests: 1, bytes: 10 }
      await writeLedger(curated, `202611${day}t053001z-000000`, [
        { ...chart, ...times, ...rest, outcome, error_code },
      ])
    }
  }
})

/** The parts of the state that each permission shows. */
const parts: Record<PermissionName, string[]> = {
  stack: ['stack'],
  schedules: ['schedules', 'charts'],
  schedule: ['schedules', 'charts'],
  queue: ['queues', 'missing'],
  depth: ['queues'],
  alarms: ['alarms'],
  metrics: ['transform_failures'],
  subscriptions: ['subscriptions'],
  credentials: ['credentials'],
  objects: ['raw', 'behind', 'charts'],
  files: ['charts'],
}

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resourceNames, scheduleName, topicArn } from '../../../src/cloud/aws/aws-names.ts'
import { formatObjectMessage } from '../../../src/cloud/aws/handlers/lambda-events.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../../src/simulator/world/simulated-charts.ts'
import { account, type Cloud, region, startCloud, until } from '../../support/aws/cloud.ts'
import { hitparade } from '../../support/cli.ts'
import { describePeers } from '../../support/peers.ts'

const names = resourceNames('outage', { account, region })
const chart = 'global-top-100'
const curatedOf = (table: string, date: string) => `${table}/simulator/${chart}/${date}/`

describePeers('the deployed functions during outages', ['ministack'], () => {
  let folder = ''
  let cloud: Cloud
  let simulator: Simulator
  let gate: Gate
  let [s3, sqs, lambda, stacks, scheduler, cloudwatch] = [] as unknown as [
    S3Client,
    SQSClient,
    LambdaClient,
    CloudFormationClient,
    SchedulerClient,
    CloudWatchClient,
  ]
  const run = (...args: string[]) =>
    hitparade(args, folder, { ...cloud.environment, CDK_VALIDATION: 'false' })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hitparade-outage-'))
    cloud = await startCloud()
    simulator = await startSimulator({})
    gate = await openGate(simulator.url)
    s3 = new S3Client(cloud.options)
    sqs = new SQSClient(cloud.options)
    lambda = new LambdaClient(cloud.options)
    stacks = new CloudFormationClient(cloud.options)
    scheduler = new SchedulerClient(cloud.options)
    cloudwatch = new CloudWatchClient(cloud.options)
    await writeFile(join(folder, 'hitparade.jsonc'), JSON.stringify(createConfig(gate.url)))
    const { code, stderr } = await run('deploy', '--target', 'aws', '--template', 'stack.json')
    expect({ code, stderr }).toMatchObject({ code: 0 })
    await deployTemplate()
    await forgetDelays()
  }, 180_000)

  afterAll(async () => {
    for (const client of [s3, sqs, lambda, stacks, scheduler, cloudwatch]) client?.destroy()
    gate?.server.close()
    await simulator?.close()
    await cloud?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('a source that is down until noon costs one failed run: the next stores the issue, the last asks for nothing', async () => {
    const outcomes: string[] = []
    for (const [index, hour] of ['06', '12', '18'].entries()) {
      gate.isDown = Number(hour) < 12
      gate.requests = 0
      outcomes.push(await invokeScheduled(index + 1, `2026-11-20T${hour}:30:00Z`))
    }
    expect(outcomes).toEqual([
      expect.stringMatching(/^failed: simulator returned status 503/),
      'stored 2026-11-20',
      'skipped 2026-11-20',
    ])
    expect(gate.requests).toBe(0)
    await settled()
    expect(await listKeys(names.rawBucket)).toEqual([
      expect.stringContaining(`processed/simulator/${chart}/2026-11-20/`),
    ])
    expect(await listKeys(names.curatedBucket, curatedOf('chart_issues', '2026-11-20'))).toHaveLength(1)
    expect(await listKeys(names.curatedBucket, 'runs/')).toHaveLength(3)
  })

  test('a transform that fails three times succeeds at the fourth, and no message is left', async () => {
    const reopen = await closeAlbums()
    expect(await invokeScheduled(2, '2026-11-21T12:30:00Z')).toBe('stored 2026-11-21')
    await until('the third delivery failed', async () => cloud.log().includes('"deliveries":3'))
    expect(await listKeys(names.rawBucket, 'to_process/')).toHaveLength(1)
    await reopen()
    await settled()
    expect(await listKeys(names.rawBucket, `processed/simulator/${chart}/2026-11-21/`)).toHaveLength(1)
    expect(await listKeys(names.curatedBucket, curatedOf('albums', '2026-11-21'))).toHaveLength(1)
    expect(await countMessages(names.failureQueues.transform)).toBe(0)
  })

  test('a message that never succeeds ends in its failure queue, which doctor names with the next step', async () => {
    const nowhere = `to_process/simulator/${chart}/2026-01-01/20260101t060000z-0123456789ab.json.gz`
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: await findQueue(names.transformQueue),
        MessageBody: formatObjectMessage(nowhere),
      }),
    )
    await until(
      'it is in the failure queue',
      async () => (await countMessages(names.failureQueues.transform)) === 1,
      60,
    )
    expect(await countMessages(names.transformQueue)).toBe(0)
    const { code, stdout } = await run('doctor', '--target', 'aws')
    expect(code).toBe(1)
    expect(stdout).toContain('1 in hitparade-outage-failed-transform: raw objects failed at every delivery')
    expect(stdout).toMatch(/read the cause in the log \/hitparade\/outage\/transform; then redrive the queue/)
  })

  test('every deployed alarm notifies the topic when it begins and when it ends', async () => {
    const { MetricAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: `${names.stack}-` }),
    )
    expect(MetricAlarms.length).toBeGreaterThan(10)
    const topic = topicArn('outage', { partition: 'aws', account, region })
    for (const { AlarmName, AlarmActions, OKActions } of MetricAlarms) {
      expect({ AlarmName, AlarmActions, OKActions }).toEqual({
        AlarmName,
        AlarmActions: [topic],
        OKActions: [topic],
      })
    }
  })

  /** With the template alone: that needs no bootstrap. */
  async function deployTemplate() {
    const Bucket = 'code-of-mine'
    await s3.send(new CreateBucketCommand({ Bucket }))
    for (const name of await readdir(join(folder, 'stack-functions'))) {
      const Body = await readFile(join(folder, 'stack-functions', name))
      await s3.send(new PutObjectCommand({ Bucket, Key: name, Body }))
    }
    const TemplateBody = JSON.stringify(JSON.parse(await readFile(join(folder, 'stack.json'), 'utf8')))
    await stacks.send(
      new CreateStackCommand({
        StackName: names.stack,
        TemplateBody,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: [{ ParameterKey: 'CodeBucket', ParameterValue: Bucket }],
      }),
    )
    await waitUntilStackCreateComplete(
      { client: stacks, maxWaitTime: 60, minDelay: 1, maxDelay: 2 },
      { StackName: names.stack },
    )
  }

  /**
   * A failed message is invisible for a minute to an hour. A function that does not know its queue cannot delay it, and the
   * timeout of the queue becomes a second.
   */
  async function forgetDelays() {
    const FunctionName = names.transformFunction
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const Variables = { ...Environment?.Variables, HITPARADE_QUEUE: '' }
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
    const QueueUrl = await findQueue(names.transformQueue)
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }))
  }

  /** Lets nobody write albums. Returns what allows it again. */
  async function closeAlbums() {
    const Bucket = names.curatedBucket
    const { Policy = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket }))
    const { Statement, ...rest } = JSON.parse(Policy) as { Statement: object[] }
    const closed = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${Bucket}/albums/*`,
    }
    const put = (Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    await put(JSON.stringify({ ...rest, Statement: [...Statement, closed] }))
    return () => put(Policy)
  }

  /** Invokes what the schedule would, with what it would send: MiniStack does not insert the instant itself. */
  async function invokeScheduled(place: number, instant: string): Promise<string> {
    const Name = scheduleName({ source: 'simulator', chart }, place)
    const { Target } = await scheduler.send(new GetScheduleCommand({ GroupName: names.scheduleGroup, Name }))
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: Target?.Arn ?? '',
        Payload: Buffer.from((Target?.Input ?? '').replace('<aws.scheduler.scheduled-time>', instant)),
      }),
    )
    const answer = JSON.parse(Buffer.from(Payload ?? '').toString()) as Record<string, string>
    return FunctionError === undefined
      ? `${answer.outcome} ${answer.chart_date}`
      : `failed: ${answer.errorMessage}`
  }

  /** Waits until no object and no message is pending. */
  async function settled() {
    await until(
      'nothing is pending',
      async () =>
        (await countMessages(names.transformQueue)) === 0 &&
        (await listKeys(names.rawBucket, 'to_process/')).length === 0,
    )
  }

  async function findQueue(QueueName: string): Promise<string> {
    return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? ''
  }

  async function countMessages(queue: string): Promise<number> {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: await findQueue(queue), AttributeNames: ['All'] }),
    )
    return (
      Number(Attributes.ApproximateNumberOfMessages) +
      Number(Attributes.ApproximateNumberOfMessagesNotVisible)
    )
  }

  async function listKeys(Bucket: string, Prefix = ''): Promise<string[]> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
    return Contents.map(({ Key = '' }) => Key)
  }
})

/** What stands before the source: while it is down, every request gets the status 503. */
interface Gate {
  url: string
  server: Server
  isDown: boolean
  requests: number
}

async function openGate(source: string): Promise<Gate> {
  const server = createServer(async (request, response) => {
    gate.requests += 1
    if (gate.isDown) return response.writeHead(503).end()
    const body: Uint8Array[] = []
    for await (const chunk of request) body.push(chunk as Uint8Array)
    const { authorization = '', 'content-type': type = '' } = request.headers
    const answer = await fetch(`${source}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { authorization, 'content-type': type },
      ...(body.length > 0 && { body: Buffer.concat(body) }),
    })
    const content = answer.headers.get('content-type') ?? 'application/json'
    return response
      .writeHead(answer.status, { 'content-type': content })
      .end(Buffer.from(await answer.arrayBuffer()))
  })
  const gate: Gate = { url: '', server, isDown: false, requests: 0 }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  gate.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return gate
}

function createConfig(url: string) {
  const simulated = simulatedCharts.find((each) => each.chart === chart)
  if (simulated === undefined) throw new Error(`the simulator has no chart ${chart}`)
  const { market, ...known } = simulated
  return {
    charts: [
      { ...known, source: 'simulator', run_at: ['06:30', '12:30', '18:30'], ...(market && { market }) },
    ],
    sources: { simulator: { url } },
    aws: { environment: 'outage', alarm_email: 'charts@example.com' },
  }
}

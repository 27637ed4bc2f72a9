import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { resourceNames, scheduleName } from '../../../src/cloud/aws/aws-names.ts'
import { globalBucketNames } from '../../../src/cloud/aws/bucket-names.ts'
import { parseObjectKeys } from '../../../src/cloud/aws/handlers/lambda-events.ts'
import type { CloudState } from '../../../src/cloud/aws/operations/inspect-cloud.ts'
import { parameters } from '../../../src/cloud/aws/stack-interface.ts'
import { failureKey } from '../../../src/domain/keys.ts'
import { type Simulator, startSimulator } from '../../../src/simulator/simulator-server.ts'
import { simulatedCharts } from '../../../src/simulator/world/simulated-charts.ts'
import { TRANSFORM_VERSION } from '../../../src/transform/transform-version.ts'
import { account, type Cloud, region, startCloud, until } from '../../support/aws/cloud.ts'
import { type Ended, hitparade } from '../../support/cli.ts'
import { describePeers } from '../../support/peers.ts'
import { answersOfFolder } from '../../support/warehouse/answers-of-folder.ts'

const days = ['2026-11-18', '2026-11-19', '2026-11-20']
const names = resourceNames('e2e', { account, region })
const secret = 'planted-5ecret-that-must-never-be-seen'

describePeers('the pipeline on AWS', ['ministack'], () => {
  let cloud: Cloud
  let simulator: Simulator
  let accounts: Server
  let folder = ''
  let [planned, unasked, deployed] = [] as unknown as [Ended, Ended, Ended]
  let [s3, sqs, lambda, ssm, stacks, scheduler] = [] as unknown as [
    S3Client,
    SQSClient,
    LambdaClient,
    SSMClient,
    CloudFormationClient,
    SchedulerClient,
  ]
  // CDK's own validation of the template takes seconds, and has been done by the first deployment.
  const run = (...args: string[]) =>
    hitparade(args, folder, { ...cloud.environment, CDK_VALIDATION: 'false' })

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hitparade-e2e-'))
    cloud = await startCloud()
    simulator = await startSimulator({})
    accounts = createServer(grantTokens(() => simulator.url)).listen(0, '127.0.0.1')
    await new Promise((listening) => accounts.once('listening', listening))
    s3 = new S3Client(cloud.options)
    sqs = new SQSClient(cloud.options)
    lambda = new LambdaClient(cloud.options)
    ssm = new SSMClient(cloud.options)
    stacks = new CloudFormationClient(cloud.options)
    scheduler = new SchedulerClient(cloud.options)
    await writeFile(join(folder, 'hitparade.jsonc'), JSON.stringify(createConfig(simulator, accounts)))
    planned = await run('deploy', '--target', 'aws', '--plan', '--verbose')
    unasked = await run('deploy', '--target', 'aws')
    deployed = await hitparade(['deploy', '--target', 'aws', '--yes'], folder, cloud.environment)
  }, 240_000)

  afterAll(async () => {
    for (const client of [s3, sqs, lambda, ssm, stacks, scheduler]) client?.destroy()
    accounts?.close()
    await simulator?.close()
    await cloud?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('--plan shows an empty account what would be made, and with --verbose all of it', () => {
    done(planned)
    expect(planned.stdout).toMatch(/^hitparade-e2e in account 111111111111, eu-central-1: a new stack\n/)
    expect(planned.stdout).toMatch(/creates +2 buckets, 2 functions, /)
    expect(planned.stdout).toMatch(/CDK +is not bootstrapped: once you confirm it, deploy/)
    expect(planned.stdout).toContain('[+] AWS::S3::Bucket Raw')
    expect(planned.stdout).toContain('AWS::Scheduler::Schedule ScheduleSimulatorGlobalTop100')
  })

  test('CDK is not bootstrapped without a person who agrees, or --yes', () => {
    expect(unasked).toMatchObject({ code: 2, stdout: '' })
    expect(unasked.stderr).toMatch(/creates +2 buckets/)
    expect(unasked.stderr).toMatch(
      /nothing was deployed, because CDK is not bootstrapped: not an interactive terminal; run `\S*hitparade deploy --target aws --yes`/,
    )
  })

  test('one command bootstraps an empty account and deploys', () => {
    done(deployed)
    expect(deployed.stderr).toContain('bootstrapping CDK in account 111111111111, eu-central-1')
    // It is for those who have a stack already.
    expect(deployed.stderr).not.toContain('new columns')
    const outputs = deployed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { output: string; value: string })
    expect(Object.fromEntries(outputs.map(({ output, value }) => [output, value]))).toMatchObject({
      RawBucketName: names.rawBucket,
      CuratedBucketName: names.curatedBucket,
      ExtractFunctionName: names.extractFunction,
    })
  })

  test('each schedule’s own target and input extract, and what becomes raw is transformed and moved', async () => {
    for (const day of days) {
      for (const { chart } of charts) {
        const { answer, error } = await invokeScheduled(`simulator/${chart}`, `${day}T12:00:00Z`)
        expect({ answer, error }).toMatchObject({
          answer: { chart_date: day, outcome: 'stored' },
          error: null,
        })
      }
    }
    await settled()
    const raw = await listKeys(names.rawBucket)
    expect(raw.filter((key) => key.startsWith('processed/'))).toHaveLength(days.length * charts.length)
    expect(raw.filter((key) => !key.startsWith('processed/'))).toEqual([])
  })

  test('the curated files are byte for byte those of the same days on one machine', async () => {
    const here = ['--from', days[0] ?? '', '--to', days.at(-1) ?? '', '--source', 'simulator']
    done(await hitparade(['backfill', ...here], folder))
    const local = await hashFolder(join(folder, 'hitparade-data/curated'))
    const there = await hashBucket(names.curatedBucket)
    for (const hashes of [local, there])
      for (const key of hashes.keys()) if (key.startsWith('runs/')) hashes.delete(key)
    expect(there.size).toBe(days.length * charts.length * 6)
    expect(there).toEqual(local)
    expect(await hashBucket(names.rawBucket)).toEqual(await hashFolder(join(folder, 'hitparade-data/raw')))
  })

  test('a day that is stored is skipped, and the run is in the ledger', async () => {
    const before = await hashBucket(names.rawBucket)
    const { answer } = await invokeScheduled('simulator/global-top-100', `${days[1]}T12:00:00Z`)
    expect(answer).toMatchObject({ chart_date: days[1], outcome: 'skipped', snapshot_id: null })
    expect(await hashBucket(names.rawBucket)).toEqual(before)
    expect(await readRows(`runs/${answer?.run_id}.parquet`)).toMatchObject([
      { source: 'simulator', chart: 'global-top-100', outcome: 'skipped', error_code: null },
    ])
  })

  test('pull answers every question as one machine does that ran the same days', async () => {
    const pulled = await run('pull', `s3://${names.curatedBucket}`, '--data-dir', 'pulled')
    expect(pulled).toMatchObject({ code: 0, stdout: '' })
    expect(pulled.stderr).toContain('here now: 6 issues of 2 charts, the newest of 2026-11-20')
    const again = await run('pull', '--target', 'aws', '--data-dir', 'pulled')
    expect(again.stderr).toContain(`nothing new in s3://${names.curatedBucket}`)
    const answers = await answersOfFolder(join(folder, 'pulled'))
    expect(answers.size).toBeGreaterThan(30)
    expect(answers).toEqual(await answersOfFolder(join(folder, 'hitparade-data')))
  })

  test('status shows what is deployed and has run', async () => {
    const { code, stdout } = await run('status', '--target', 'aws', '--format', 'json')
    const state = JSON.parse(stdout) as CloudState
    expect(code).toBe(0)
    expect(state).toMatchObject({
      environment: 'e2e',
      account,
      stack: 'CREATE_COMPLETE',
      raw: { waiting: 0, oldest: null, failed: 0 },
      behind: 0,
      lacking: [],
      missing: [],
    })
    expect(state.charts).toMatchObject(
      [...charts.map(({ chart }) => `simulator/${chart}`), 'spotify/mine'].sort().map((chart) => ({
        chart,
        enabled: true,
        newest_issue: chart === 'spotify/mine' ? null : '2026-11-20',
        outcome: chart === 'spotify/mine' ? null : expect.stringMatching(/stored|skipped/),
      })),
    )
    expect(state.queues.map(({ waiting }) => waiting)).toEqual([0, 0, 0, 0, 0])
    expect(state.alarms).toHaveLength(12 + 3)
    expect(state.subscriptions).toMatchObject([{ endpoint: 'charts@example.com' }])
  })

  test('doctor finds credentials that are not stored yet', async () => {
    const { code, stdout, stderr } = await run('doctor', '--target', 'aws')
    expect(code).toBe(1)
    expect(stdout).toContain('there is no parameter /hitparade-e2e/credentials/spotify')
    expect(stderr).toMatch(/error: \d+ things? to repair/)
  })

  test('events that come twice, late, out of order and from S3 itself change nothing', async () => {
    const before = [await hashBucket(names.rawBucket), await hashBucket(names.curatedBucket)]
    const keys = (await listKeys(names.rawBucket))
      .map((key) => key.replace(/^processed/, 'to_process'))
      .reverse()
    const bodies = [
      JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: names.rawBucket }),
      ...keys.map(fromEventBridge),
      ...keys.map(fromS3),
      ...keys.map(fromEventBridge),
    ]
    for (const MessageBody of bodies) await send(MessageBody)
    await settled()
    expect([await hashBucket(names.rawBucket), await hashBucket(names.curatedBucket)]).toEqual(before)
    expect(await failedMessages('transform')).toBe(0)
  })

  test('an object that cannot be parsed moves to failed/ and becomes a reject', async () => {
    const key = 'simulator/global-top-100/2026-01-09/20260109t060000z-000000000000'
    await s3.send(
      new PutObjectCommand({
        Bucket: names.rawBucket,
        Key: `to_process/${key}.json.gz`,
        Body: 'dear reader',
      }),
    )
    await until('it is in failed/', async () =>
      (await listKeys(names.rawBucket, 'failed/')).includes(`failed/${key}.json.gz`),
    )
    await settled()
    expect(await listKeys(names.rawBucket, 'to_process/')).toEqual([])
    expect(await readRows(failureKey(`${key}.json.gz`, TRANSFORM_VERSION))).toMatchObject([
      { chart: 'global-top-100', reason: 'unreadable', detail: 'not a whole gzip file' },
    ])
    expect(await failedMessages('transform')).toBe(0)
  })

  test('reprocess --failed sends the objects in failed/ to the function again', async () => {
    const bad = 'failed/simulator/global-top-100/2026-01-09/20260109t060000z-000000000000.json.gz'
    const [read = ''] = await listKeys(names.rawBucket, 'processed/')
    const wrong = read.replace('processed/', 'failed/')
    const Bucket = names.rawBucket
    const before = await hashBucket(Bucket)
    // As an older version would have left it, that could not read it.
    await s3.send(new CopyObjectCommand({ Bucket, Key: wrong, CopySource: `${Bucket}/${read}` }))
    await s3.send(new DeleteObjectCommand({ Bucket, Key: read }))
    expect(await listKeys(Bucket, 'failed/')).toEqual([bad, wrong].sort())
    const asked = await run('reprocess', '--target', 'aws', '--failed')
    done(asked)
    expect(asked.stderr).toContain(`requested the transform of 2 raw objects of s3://${Bucket}`)
    await until('it is in processed/', async () => (await listKeys(Bucket, 'processed/')).includes(read))
    await settled()
    expect(await hashBucket(Bucket)).toEqual(before)
    expect(await failedMessages('transform')).toBe(0)
  })

  test('an infrastructure failure is retried, goes to its queue, blocks no other object, and can be sent again', async () => {
    // A message that failed is invisible for a minute to an hour. A function that does not know its queue cannot delay it, and
    // the timeout of the queue is set to a second.
    const QueueUrl = await getQueueUrl(names.transformQueue)
    await setVariables(names.transformFunction, { HITPARADE_QUEUE: '' })
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }))
    const Bucket = names.curatedBucket
    const { Policy = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket }))
    const policy = JSON.parse(Policy) as { Statement: object[] }
    const closed = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${Bucket}/albums/simulator/brazil-top-50/*`,
    }
    const Closed = JSON.stringify({ ...policy, Statement: [...policy.Statement, closed] })
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: Closed }))

    const nowhere = fromEventBridge(
      'to_process/simulator/global-top-100/2026-01-01/20260101t060000z-0123456789ab.json.gz',
    )
    await send(nowhere)
    const denied = await invokeScheduled('simulator/brazil-top-50', '2026-11-21T12:00:00Z')
    const good = await invokeScheduled('simulator/global-top-100', '2026-11-21T12:00:00Z')
    expect([denied.error, good.error]).toEqual([null, null])

    await until(
      'the good one is transformed',
      async () => (await listKeys(Bucket, 'chart_issues/simulator/global-top-100/2026-11-21/')).length === 1,
    )
    await until('both are in the failure queue', async () => (await failedMessages('transform')) === 2, 60)
    expect(await listKeys(names.rawBucket, 'to_process/')).toEqual([
      expect.stringContaining('to_process/simulator/brazil-top-50/2026-11-21/'),
    ])
    expect(await listKeys(Bucket, 'chart_issues/simulator/brazil-top-50/2026-11-21/')).toEqual([])

    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    const bodies = await receiveAll(names.failureQueues.transform, 2)
    expect(bodies).toContain(nowhere)
    await send(bodies.find((body) => body !== nowhere) ?? '')
    await settled()
    expect(await listKeys(names.rawBucket, 'to_process/')).toEqual([])
    expect(await listKeys(Bucket, 'chart_issues/simulator/brazil-top-50/2026-11-21/')).toHaveLength(1)
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1800' } }))
    await setVariables(names.transformFunction, { HITPARADE_QUEUE: QueueUrl })
  })

  test('credentials are put as a SecureString, used, and never logged', async () => {
    await atLogLevel('DEBUG')
    const today = new Date().toISOString()
    const without = await invokeScheduled('spotify/mine', today)
    expect(without.error).toContain('hitparade credentials put spotify')
    const { stdout } = await run('status', '--target', 'aws', '--format', 'json')
    const { charts } = JSON.parse(stdout) as CloudState
    expect(charts.find(({ chart }) => chart === 'spotify/mine')).toMatchObject({ outcome: 'failed' })

    const environment = { ...cloud.environment, SPOTIFY_CLIENT_ID: 'planted', SPOTIFY_CLIENT_SECRET: secret }
    const put = await hitparade(['credentials', 'put', 'spotify'], folder, environment)
    done(put)
    expect(put).toMatchObject({ stdout: '' })
    const Name = '/hitparade-e2e/credentials/spotify'
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name }))
    expect(Parameter?.Type).toBe('SecureString')

    const { answer, error } = await invokeScheduled('spotify/mine', today)
    expect({ outcome: answer?.outcome, error }).toEqual({ outcome: 'stored', error: null })
    await settled()
    // Of what a function writes, MiniStack sees some only when it runs again.
    const lines = await until('the log contains both functions', async () => {
      await invokeScheduled('spotify/mine', today)
      const of = cloud
        .log()
        .split('\n')
        .filter((line) => line.includes(`"snapshot_id":"${answer?.snapshot_id}"`))
      return of.length > 1 && of
    })
    const entries = lines.map((line) => JSON.parse(line) as { message: string; run_id?: string })
    expect(entries.map(({ message }) => message).sort()).toEqual(['extracted', 'transformed'])
    expect(entries.find(({ message }) => message === 'extracted')).toMatchObject({ run_id: answer?.run_id })
    const log = cloud.log()
    expect(log).toContain('"Chart":"spotify/mine","SnapshotsStored":1}')
    for (const planted of [secret, Buffer.from(`planted:${secret}`).toString('base64'), 'Bearer ']) {
      expect(log.includes(planted), planted).toBe(false)
    }
    expect(put.stderr).not.toContain(secret)
  })

  test('an extract that fails is retried twice, then goes to its failure queue', async () => {
    await lambda.send(
      new InvokeCommand({
        FunctionName: names.extractFunction,
        InvocationType: 'Event',
        Payload: Buffer.from(
          JSON.stringify({ chart: 'simulator/unknown', scheduled_time: '2026-11-20T12:00:00Z' }),
        ),
      }),
    )
    await until('it is in the failure queue', async () => (await failedMessages('extract')) === 1)
    const [body = ''] = await receiveAll(names.failureQueues.extract, 1)
    expect(JSON.parse(body)).toMatchObject({ requestPayload: { chart: 'simulator/unknown' } })
    expect(cloud.log().split('got simulator/unknown').length).toBeGreaterThan(3)
  })

  test('a pipe’s queue is notified of its own table only, once the stack has its ARN', async () => {
    const Bucket = names.curatedBucket
    expect(await notifications(Bucket)).toEqual([])
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'pipe-of-albums' }))
    const Attributes = { Policy: JSON.stringify(admitS3) }
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
    const changes: Record<string, string> = { [parameters.snowflakeQueue.albums]: pipeArn }
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: names.stack }))
    await stacks.send(
      new UpdateStackCommand({
        StackName: names.stack,
        UsePreviousTemplate: true,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: (Stacks?.[0]?.Parameters ?? []).map(({ ParameterKey = '' }) => {
          const ParameterValue = changes[ParameterKey]
          return ParameterValue === undefined
            ? { ParameterKey, UsePreviousValue: true }
            : { ParameterKey, ParameterValue }
        }),
      }),
    )
    await until('the stack is updated', async () => (await stackStatus()) === 'UPDATE_COMPLETE')
    expect(await notifications(Bucket)).toMatchObject([{ QueueArn: pipeArn, Events: ['s3:ObjectCreated:*'] }])
    await invokeScheduled('simulator/global-top-100', '2026-11-10T12:00:00Z')
    await settled()
    const notified = (await receiveAll('pipe-of-albums', 1)).flatMap((body) => parseObjectKeys(body))
    expect(notified).toEqual([expect.stringMatching(/^albums\/simulator\/global-top-100\/2026-11-10\//)])
  })

  test('deploying again changes nothing, keeps the parameters, and --plan shows no differences', async () => {
    const again = await run('deploy', '--target', 'aws')
    done(again)
    expect(again).toMatchObject({ stdout: deployed.stdout })
    expect(again.stderr).toContain('(no changes)')
    expect(await notifications(names.curatedBucket)).toMatchObject([{ QueueArn: pipeArn }])
    const plan = await run('deploy', '--target', 'aws', '--plan')
    done(plan)
    expect(plan.stdout).toMatch(/: a change of the stack\n +changes +none\n/)
    expect(plan.stdout.trim().split('\n').length).toBeLessThanOrEqual(10)
  }, 180_000)

  test('--plan shows what a change of the configuration would change, and changes nothing', async () => {
    const other = createConfig(simulator, accounts)
    other.charts[0] = { ...other.charts[0], run_at: ['5 18:30'] } as never
    const kms_key_arn = `arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000000`
    Object.assign(other.aws, { kms_key_arn })
    await writeFile(join(folder, 'other.jsonc'), JSON.stringify(other))
    const plan = await run('deploy', '--target', 'aws', '--plan', '--verbose', '--config', 'other.jsonc')
    done(plan)
    expect(plan.stdout).toMatch(/changes +changes 2 buckets, /)
    expect(plan.stdout).toContain('cron(30 18 ? * FRI *)')
    expect(plan.stdout).toContain(`"Service": "logs.${region}.amazonaws.com"`)
    expect(plan.stderr).toContain(`the owner of ${kms_key_arn} has to add this to its policy`)
    expect(await getSchedule('simulator/global-top-100')).toMatchObject({
      ScheduleExpression: 'cron(0 12 * * ? *)',
    })
  }, 180_000)

  test('a second environment lives beside it, deployed by the template alone', async () => {
    const other = createConfig(simulator, accounts)
    other.aws.environment = 'beside'
    // Without an address the simulator is started within the function.
    other.sources.simulator = {} as never
    await writeFile(join(folder, 'beside.jsonc'), JSON.stringify(other))
    const written = await run(
      'deploy',
      '--target',
      'aws',
      '--template',
      'out/hitparade.json',
      '--config',
      'beside.jsonc',
    )
    done(written)
    expect(written).toMatchObject({ stdout: '' })
    await s3.send(new CreateBucketCommand({ Bucket: 'code-of-mine' }))
    const functions = join(folder, 'out/hitparade-functions')
    for (const name of await readdir(functions)) {
      const Body = await readFile(join(functions, name))
      await s3.send(new PutObjectCommand({ Bucket: 'code-of-mine', Key: `hitparade/${name}`, Body }))
    }
    const StackName = 'hitparade-beside'
    // As an older version would have deployed it: the names of its buckets are not reserved.
    const template = (await readFile(join(folder, 'out/hitparade.json'), 'utf8'))
      .replaceAll('-an"', '"')
      .replaceAll(/"BucketNamespace": "account-regional",?/g, '')
    await stacks.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: JSON.stringify(JSON.parse(template)),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: [
          { ParameterKey: 'CodeBucket', ParameterValue: 'code-of-mine' },
          { ParameterKey: 'CodePrefix', ParameterValue: 'hitparade/' },
        ],
      }),
    )
    await until('the stack is made', async () => {
      const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }))
      return Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE'
    })
    const before = await hashBucket(names.rawBucket)
    const beside = {
      ...resourceNames('beside', { account, region }),
      ...globalBucketNames(StackName, { account, region }),
    }
    const plan = await run('deploy', '--target', 'aws', '--plan', '--config', 'beside.jsonc')
    done(plan)
    expect(plan.stdout).toContain(`${beside.rawBucket}, ${beside.curatedBucket}; they keep these older names`)
    const chart = 'simulator/brazil-top-50'
    const { answer } = await invoke(beside.extractFunction, { chart, scheduled_time: '2026-11-18T12:00:00Z' })
    expect(answer).toMatchObject({ outcome: 'stored' })
    await until(
      'its object is transformed',
      async () => (await listKeys(beside.rawBucket, 'processed/')).length === 1,
    )
    expect(await hashBucket(names.rawBucket)).toEqual(before)
    done(await run('destroy', '--target', 'aws', '--with-data', '--yes', '--config', 'beside.jsonc'))
    expect(await isThere(beside.rawBucket)).toBe(false)
  }, 240_000)

  test('destroy asks, takes down all but the stored charts, and says so', async () => {
    const stored = [await hashBucket(names.rawBucket), await hashBucket(names.curatedBucket)]
    const refused = await run('destroy', '--target', 'aws')
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('pass --yes')
    expect(await stackStatus()).toBe('UPDATE_COMPLETE')

    await protect(true)
    expect(await run('destroy', '--target', 'aws', '--yes')).toMatchObject({ code: 1 })
    expect(await notifications(names.curatedBucket)).toHaveLength(1)
    await protect(false)

    const destroyed = await run('destroy', '--target', 'aws', '--yes')
    done(destroyed)
    expect(destroyed).toMatchObject({ stdout: '' })
    expect(destroyed.stderr).toContain('2 Lambda Function')
    expect(destroyed.stderr).toContain(`s3://${names.rawBucket} and s3://${names.curatedBucket} were kept`)
    expect(await stackStatus()).toBeNull()
    expect(await notifications(names.curatedBucket)).toEqual([])
    await expect(
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName: names.extractFunction })),
    ).rejects.toThrow()
    await expect(
      ssm.send(new GetParameterCommand({ Name: '/hitparade-e2e/credentials/spotify' })),
    ).rejects.toThrow()
    expect([await hashBucket(names.rawBucket), await hashBucket(names.curatedBucket)]).toEqual(stored)

    // As one that was stopped would have left it.
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: names.curatedBucket,
        NotificationConfiguration: {
          QueueConfigurations: [{ QueueArn: pipeArn, Events: ['s3:ObjectCreated:*'] }],
        },
      }),
    )
    const again = await run('destroy', '--target', 'aws', '--yes')
    done(again)
    expect(again.stderr).toContain('there is no stack hitparade-e2e')
    expect(await notifications(names.curatedBucket)).toEqual([])
  }, 180_000)

  test('destroy deletes what one that was stopped has left of the credentials', async () => {
    const Name = '/hitparade-e2e/credentials/spotify'
    await ssm.send(new PutParameterCommand({ Name, Value: secret, Type: 'SecureString' }))
    const destroyed = await run('destroy', '--target', 'aws', '--yes')
    done(destroyed)
    expect(destroyed.stderr).toContain(`deleted ${Name}`)
    await expect(ssm.send(new GetParameterCommand({ Name }))).rejects.toThrow()
  }, 180_000)

  // MiniStack makes the change set, and then refuses to carry it out because the buckets exist.
  test('deploying once more would take the buckets over', async () => {
    const plan = await run('deploy', '--target', 'aws', '--plan', '--verbose')
    done(plan)
    expect(plan.stdout).toContain(`adopts ${names.rawBucket}, ${names.curatedBucket} of an earlier stack`)
    for (const id of ['Raw', 'Curated'])
      expect(plan.stdout).toContain(`[←] AWS::S3::Bucket ${id} ${id} import`)
  }, 180_000)

  test('a deployment that fails says why, with the resource', async () => {
    const failed = await run('deploy', '--target', 'aws')
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(
      /error: cdk deploy failed with exit code 1: AWS::S3::Bucket (Raw|Curated): .*hitparade-e2e-.* already exists.*; fix the cause/,
    )
  }, 180_000)

  test('destroy --with-data deletes what an earlier one kept', async () => {
    done(await run('destroy', '--target', 'aws', '--with-data', '--yes'))
    expect(await isThere(names.rawBucket)).toBe(false)
    expect(await isThere(names.curatedBucket)).toBe(false)
  }, 180_000)

  /** Invokes what a schedule would, with what it would give it: MiniStack puts no instant in by itself. */
  async function invokeScheduled(chart: string, instant: string) {
    const { Target } = await getSchedule(chart)
    const input = (Target?.Input ?? '').replace('<aws.scheduler.scheduled-time>', instant)
    return invoke(Target?.Arn ?? '', JSON.parse(input))
  }

  async function getSchedule(name: string) {
    const [source = '', chart = ''] = name.split('/')
    return scheduler.send(
      new GetScheduleCommand({ GroupName: names.scheduleGroup, Name: scheduleName({ source, chart }) }),
    )
  }

  async function invoke(FunctionName: string, event: object) {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
    )
    const answer = JSON.parse(Buffer.from(Payload ?? '').toString()) as Record<string, unknown> & {
      run_id: string
    }
    return FunctionError === undefined
      ? { answer, error: null }
      : { answer: null, error: String(answer.errorMessage) }
  }

  async function atLogLevel(POWERTOOLS_LOG_LEVEL: string) {
    for (const name of [names.extractFunction, names.transformFunction]) {
      await setVariables(name, { POWERTOOLS_LOG_LEVEL })
    }
  }

  async function setVariables(FunctionName: string, changed: Record<string, string>) {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const Variables = { ...Environment?.Variables, ...changed }
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
  }

  async function send(MessageBody: string) {
    await sqs.send(new SendMessageCommand({ QueueUrl: await getQueueUrl(names.transformQueue), MessageBody }))
  }

  async function getQueueUrl(QueueName: string): Promise<string> {
    return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? ''
  }

  async function messages(queue: string): Promise<number> {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: await getQueueUrl(queue), AttributeNames: ['All'] }),
    )
    const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: inWork } = Attributes
    return Number(waiting) + Number(inWork)
  }

  function failedMessages(failure: keyof typeof names.failureQueues) {
    return messages(names.failureQueues[failure])
  }

  async function receiveAll(queue: string, count: number): Promise<string[]> {
    const bodies: string[] = []
    const QueueUrl = await getQueueUrl(queue)
    await until(`${count} messages come`, async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
      )
      bodies.push(...Messages.map(({ Body = '' }) => Body))
      return bodies.length >= count
    })
    return bodies
  }

  /** Waits until no object and no message is pending. */
  async function settled() {
    await until(
      'nothing waits any more',
      async () =>
        (await messages(names.transformQueue)) === 0 &&
        (await listKeys(names.rawBucket, 'to_process/')).length === 0,
    )
  }

  async function listKeys(Bucket: string, Prefix = ''): Promise<string[]> {
    const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
    if (IsTruncated) throw new Error('the test expects fewer objects')
    return Contents.map(({ Key = '' }) => Key)
  }

  async function readBytes(Bucket: string, Key: string): Promise<Uint8Array> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return (await Body?.transformToByteArray()) ?? new Uint8Array()
  }

  async function hashBucket(Bucket: string): Promise<Map<string, string>> {
    const hashes = new Map<string, string>()
    for (const key of await listKeys(Bucket)) hashes.set(key, sha256(await readBytes(Bucket, key)))
    return hashes
  }

  async function readRows(key: string): Promise<Record<string, unknown>[]> {
    const { buffer, byteOffset, byteLength } = await readBytes(names.curatedBucket, key)
    return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer })
  }

  async function protect(EnableTerminationProtection: boolean) {
    const change = { StackName: names.stack, EnableTerminationProtection }
    await stacks.send(new UpdateTerminationProtectionCommand(change))
  }

  async function notifications(Bucket: string) {
    const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }))
    return QueueConfigurations ?? []
  }

  async function stackStatus(): Promise<string | null> {
    try {
      const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: names.stack }))
      return Stacks?.[0]?.StackStatus ?? null
    } catch {
      return null
    }
  }

  async function isThere(Bucket: string): Promise<boolean> {
    return s3.send(new HeadBucketCommand({ Bucket })).then(
      () => true,
      () => false,
    )
  }
})

const charts = simulatedCharts.filter(({ chart }) => ['global-top-100', 'brazil-top-50'].includes(chart))

const pipeArn = `arn:aws:sqs:${region}:${account}:pipe-of-albums`
const admitS3 = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: pipeArn,
    },
  ],
}

function createConfig(simulator: Simulator, accounts: Server) {
  const address = accounts.address()
  if (address === null || typeof address === 'string') throw new Error('the token server does not listen')
  const [global] = charts
  return {
    charts: [
      ...charts.map(({ market, ...chart }) => ({ ...chart, source: 'simulator', ...(market && { market }) })),
      { chart: 'mine', source: 'spotify', playlist: global?.playlist },
    ],
    sources: {
      simulator: { url: simulator.url },
      spotify: {
        url: `${simulator.url}/20261105t060000z/v1`,
        token_url: `http://127.0.0.1:${address.port}/token`,
      },
    },
    aws: { environment: 'e2e', alarm_email: 'charts@example.com' },
    snowflake: { account: 'myorg-charts' },
  }
}

/** Spotify's token endpoint for an app whose secret would be seen in a log: it gets the simulator's tokens. */
function grantTokens(simulator: () => string): Parameters<typeof createServer>[1] {
  const expected = `Basic ${Buffer.from(`planted:${secret}`).toString('base64')}`
  return (request, response) => {
    if (request.headers.authorization !== expected) {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_client"}')
      return
    }
    fetch(`${simulator()}/api/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('simulator:simulator').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    }).then(
      async (granted) =>
        response.writeHead(granted.status, { 'content-type': 'application/json' }).end(await granted.text()),
      () => response.writeHead(502).end(),
    )
  }
}

function fromEventBridge(key: string): string {
  const detail = { bucket: { name: names.rawBucket }, object: { key, size: 1 } }
  return JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail })
}

/** As S3 itself writes it: the key is encoded as in an address. */
function fromS3(key: string): string {
  const object = { key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+') }
  const s3 = { bucket: { name: names.rawBucket }, object }
  return JSON.stringify({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }] })
}

async function hashFolder(folder: string): Promise<Map<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
  const hashes = new Map<string, string>()
  for (const path of paths.sort()) {
    const key = path.slice(folder.length + 1)
    if (!key.startsWith('.tmp')) hashes.set(key, sha256(await readFile(path)))
  }
  return hashes
}

/** Shows stderr if the command failed. */
function done({ code, stderr }: Ended) {
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

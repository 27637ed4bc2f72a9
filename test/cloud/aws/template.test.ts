import { describe, expect, test, vi } from 'vitest'
import { scheduleName } from '../../../src/cloud/aws/aws-names.ts'
import { plainTemplate } from '../../../src/cloud/aws/infra/cdk-app.ts'
import { staleHours } from '../../../src/cloud/aws/infra/resources/alarms.ts'
import { listRunTimes } from '../../../src/cloud/aws/infra/schedule-times.ts'
import { type ChartConfig, loadConfig } from '../../../src/config/config.ts'
import { tableNames } from '../../../src/domain/tables/tables.ts'
import { charts, ofType, type Resource, synthesise, theOne } from './support.ts'

// Synthesised once each, with cdk-nag: a finding that is not suppressed fails here. CDK's validation against CloudFormation
// takes seconds, and the second template contains everything.
vi.stubEnv('CDK_VALIDATION', 'false')
const plain = synthesise()
vi.unstubAllEnvs()
const keyArn = 'arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000'
const demanding = synthesise(
  {
    environment: 'test',
    alarm_email: 'charts@example.com',
    kms_key_arn: keyArn,
    permissions_boundary_arn: 'arn:aws:iam::111111111111:policy/boundary',
    bootstrap_qualifier: 'charts',
    tags: { 'cost-centre': 'music' },
    log_retention_days: 7,
    dashboard: true,
    curated_expiry_days: 400,
  },
  { account: 'myorg-charts' },
)
const both = [plain, demanding]

const findProperties = (type: string, template = plain) =>
  ofType(template, type).map(([, { Properties }]) => Properties)
const refArn = ({ id }: { id: string }) => ({ 'Fn::GetAtt': [id, 'Arn'] })
const queue = (name: string) => theOne(plain, 'AWS::SQS::Queue', `hitparade-prod-${name}"`)
const bucket = (id: string, template = plain) => template.Resources[id] as Resource

describe('schedules', () => {
  const schedule = (name: string) => theOne(plain, 'AWS::Scheduler::Schedule', `"${name}"`).Properties
  const daily = schedule('deezer.top-50')
  const weekly = schedule('deezer.friday-50')
  const twice = schedule('spotify.mine')

  test('there is one for each time of a chart, in the environment’s group, at its time in its zone', () => {
    const names = findProperties('AWS::Scheduler::Schedule').map(({ Name }) => Name)
    expect(names.sort()).toEqual([
      'deezer.friday-50',
      'deezer.top-50',
      // 12:00 and 18:00; 24:00 is another chart date.
      'deezer.top-50.2',
      'deezer.top50',
      'deezer.top50.2',
      // 06:05, 12:05 and 18:05.
      'spotify.mine',
      'spotify.mine.2',
      'spotify.mine.3',
    ])
    expect(schedule('deezer.top-50.2').ScheduleExpression).toBe('cron(0 18 * * ? *)')
    expect(schedule('spotify.mine.3').ScheduleExpression).toBe('cron(5 18 ? * MON,FRI *)')
    expect(daily).toMatchObject({
      GroupName: 'hitparade-prod',
      Name: 'deezer.top-50',
      ScheduleExpression: 'cron(0 12 * * ? *)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
    })
    expect(weekly).toMatchObject({
      ScheduleExpression: 'cron(30 18 ? * FRI *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    })
    expect(twice).toMatchObject({ ScheduleExpression: 'cron(5 6 ? * MON,FRI *)' })
  })

  test('each gives the function its chart and the instant that Scheduler puts in', () => {
    expect(daily.Target.Arn).toEqual(refArn(theOne(plain, 'AWS::Lambda::Function', 'hitparade-prod-extract')))
    expect(JSON.parse(weekly.Target.Input)).toEqual({
      chart: 'deezer/friday-50',
      scheduled_time: '<aws.scheduler.scheduled-time>',
    })
  })

  test('a failed invocation is retried for an hour, then goes to a queue that the role may write', () => {
    const failed = queue('failed-schedule')
    for (const { Target } of findProperties('AWS::Scheduler::Schedule')) {
      expect(Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 3600 })
      expect(Target.DeadLetterConfig).toEqual({ Arn: refArn(failed) })
    }
    const { Properties } = theOne(plain, 'AWS::IAM::Role', 'scheduler.amazonaws.com')
    expect(Properties.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals).toEqual({
      'aws:SourceAccount': { Ref: 'AWS::AccountId' },
      'aws:SourceArn': { 'Fn::GetAtt': ['Schedules', 'Arn'] },
    })
    expect(Properties.Policies[0].PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Action: 'sqs:SendMessage', Resource: refArn(failed) }),
    )
  })

  test('a name that is too long for Scheduler is cut, and two of them stay two', () => {
    const long = (end: string) => scheduleName({ source: 'spotify', chart: `${'a'.repeat(70)}${end}` })
    expect(long('b')).toHaveLength(64)
    expect(long('b')).not.toBe(long('c'))
    expect(long('b')).toMatch(/^[\w.-]+$/)
  })
})

test('more charts than a stack can contain are rejected, with the next step', () => {
  vi.stubEnv('CDK_VALIDATION', 'false')
  const many = Array.from({ length: 300 }, (_, number) => ({ ...charts[0], chart: `top-${number}` }))
  const config = { ...loadConfig({ cwd: '/nowhere', environment: {} }), charts: many as ChartConfig[] }
  expect(() => plainTemplate(config, { extract: 'extract.zip', transform: 'transform.zip' })).toThrow(
    /got 300: .*two environments/,
  )
  vi.unstubAllEnvs()
})

describe('failure queues', () => {
  test('there are four, kept for 14 days, each with an alarm at the first message', () => {
    const names = findProperties('AWS::SQS::Queue').map(({ QueueName }) => QueueName)
    const failed = ['schedule', 'extract', 'event', 'transform'].map(
      (name) => `hitparade-prod-failed-${name}`,
    )
    expect(names.sort()).toEqual([...failed, 'hitparade-prod-transform'].sort())
    for (const name of failed) {
      const { id, Properties } = theOne(plain, 'AWS::SQS::Queue', `"${name}"`)
      expect(Properties.MessageRetentionPeriod).toBe(14 * 86_400)
      expect(theOne(plain, 'AWS::CloudWatch::Alarm', `"${name}"`).Properties).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
        Statistic: 'Maximum',
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      })
    }
  })

  test('an extract that failed its two retries goes to one of them', () => {
    expect(theOne(plain, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({
      FunctionName: { Ref: theOne(plain, 'AWS::Lambda::Function', 'hitparade-prod-extract').id },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 3600,
      DestinationConfig: { OnFailure: { Destination: refArn(queue('failed-extract')) } },
    })
  })

  test('the transform queue gives up after six deliveries', () => {
    expect(queue('transform').Properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: refArn(queue('failed-transform')),
      maxReceiveCount: 6,
    })
  })

  test('EventBridge may send to the transform queue and to its own failure queue, for this rule alone', () => {
    for (const target of [queue('transform'), queue('failed-event')]) {
      const { Properties } = theOne(plain, 'AWS::SQS::QueuePolicy', `"Ref":"${target.id}"`)
      expect(Properties.PolicyDocument.Statement).toContainEqual({
        Sid: 'Events',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: refArn(target),
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['ObjectRule', 'Arn'] } } },
      })
    }
  })

  test('no queue and no topic is used without TLS', () => {
    const policies = [...findProperties('AWS::SQS::QueuePolicy'), ...findProperties('AWS::SNS::TopicPolicy')]
    expect(policies).toHaveLength(6)
    for (const { PolicyDocument } of policies) {
      expect(PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      )
    }
  })
})

describe('from raw object to transform', () => {
  test('the raw bucket notifies EventBridge, and the rule matches to_process/ only', () => {
    expect(bucket('Raw').Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    })
    const { EventPattern, Targets } = theOne(plain, 'AWS::Events::Rule').Properties
    expect(EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [{ Ref: 'Raw' }] }, object: { key: [{ prefix: 'to_process/' }] } },
    })
    expect(Targets).toMatchObject([
      { Arn: refArn(queue('transform')), DeadLetterConfig: { Arn: refArn(queue('failed-event')) } },
    ])
  })

  test('an event is retried for a day, and its message is kept as long as a failed one', () => {
    const [{ RetryPolicy }] = theOne(plain, 'AWS::Events::Rule').Properties.Targets
    expect(RetryPolicy).toEqual({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 })
    expect(queue('transform').Properties.MessageRetentionPeriod).toBe(14 * 86_400)
  })

  test('a message is invisible for at least six times as long as the function may take', () => {
    const { Timeout } = theOne(plain, 'AWS::Lambda::Function', 'hitparade-prod-transform').Properties
    expect(queue('transform').Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout)
  })

  test('the function may delay messages of this queue, whose URL it knows, and of no other', () => {
    const { Properties } = theOne(plain, 'AWS::IAM::Role', 'hitparade-prod-transform-')
    const statements: { Action: string | string[]; Resource: unknown }[] =
      Properties.Policies[0].PolicyDocument.Statement
    const delaying = statements.filter(({ Action }) => Action.includes('sqs:ChangeMessageVisibility'))
    expect(delaying).toMatchObject([
      { Action: 'sqs:ChangeMessageVisibility', Resource: refArn(queue('transform')) },
    ])
    const { Environment } = theOne(plain, 'AWS::Lambda::Function', 'hitparade-prod-transform').Properties
    expect(Environment.Variables.HITPARADE_QUEUE).toEqual({ Ref: queue('transform').id })
  })

  test('the function reports which messages failed', () => {
    expect(theOne(plain, 'AWS::Lambda::EventSourceMapping').Properties).toMatchObject({
      EventSourceArn: refArn(queue('transform')),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
  })
})

describe('functions', () => {
  test('run on Node 24 and arm64, log as JSON into a group that forgets, and reserve no concurrency', () => {
    for (const template of both) {
      const functions = findProperties('AWS::Lambda::Function', template)
      expect(functions).toHaveLength(2)
      for (const { Runtime, Architectures, LoggingConfig, ReservedConcurrentExecutions } of functions) {
        expect([Runtime, Architectures]).toEqual(['nodejs24.x', ['arm64']])
        expect(ReservedConcurrentExecutions).toBeUndefined()
        expect(LoggingConfig.LogFormat).toBe('JSON')
        const group = template.Resources[LoggingConfig.LogGroup.Ref]
        expect(group?.Properties.RetentionInDays).toBe(template === plain ? 30 : 7)
      }
    }
  })

  test('have no secret in their environment, only names', () => {
    for (const { Environment, FunctionName } of findProperties('AWS::Lambda::Function')) {
      expect(Object.keys(Environment.Variables).sort()).toEqual([
        'HITPARADE_CURATED',
        'HITPARADE_ENVIRONMENT',
        'HITPARADE_METRICS',
        ...(FunctionName === 'hitparade-prod-transform' ? ['HITPARADE_QUEUE'] : []),
        'HITPARADE_RAW',
        'POWERTOOLS_SERVICE_NAME',
      ])
    }
    expect(ofType(plain, 'AWS::SSM::Parameter')).toEqual([])
  })
})

describe('buckets', () => {
  test('have full names in the namespace of the account and region', () => {
    const name = (content: string) => ({
      'Fn::Join': [
        '',
        [`hitparade-prod-${content}-`, { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }, '-an'],
      ],
    })
    for (const [id, content] of [
      ['Raw', 'raw'],
      ['Curated', 'curated'],
    ] as const) {
      expect(bucket(id).Properties).toMatchObject({
        BucketName: name(content),
        BucketNamespace: 'account-regional',
      })
    }
  })

  test('of a deployed stack keep the names of an older version, which have no namespace', () => {
    vi.stubEnv('CDK_VALIDATION', 'false')
    const older = synthesise({}, {}, { rawBucket: 'charts-raw', curatedBucket: 'charts-curated' })
    vi.unstubAllEnvs()
    expect(bucket('Raw', older).Properties.BucketName).toBe('charts-raw')
    expect(bucket('Curated', older).Properties.BucketName).toBe('charts-curated')
    expect(JSON.stringify(older)).not.toContain('BucketNamespace')
  })

  test('are closed to the public, to other owners and to what comes without TLS', () => {
    for (const id of ['Raw', 'Curated']) {
      const { PublicAccessBlockConfiguration, OwnershipControls } = bucket(id).Properties
      expect(PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
      expect(OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }])
      const { Properties } = theOne(plain, 'AWS::S3::BucketPolicy', `"Bucket":{"Ref":"${id}"}`)
      const arn = { 'Fn::GetAtt': [id, 'Arn'] }
      expect(Properties.PolicyDocument.Statement).toEqual([
        {
          Sid: 'OnlyTls',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 's3:*',
          Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ])
    }
  })

  test('stay when the stack goes or replaces them, but for what a first deployment that failed has made', () => {
    for (const [, policies] of ofType(plain, 'AWS::S3::Bucket')) {
      expect(policies).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      })
    }
  })

  test('raw is versioned and forgets what a move leaves behind', () => {
    const { VersioningConfiguration, LifecycleConfiguration } = bucket('Raw').Properties
    expect(VersioningConfiguration).toEqual({ Status: 'Enabled' })
    const rules = LifecycleConfiguration.Rules as object[]
    expect(rules.map((rule) => ({ ...rule, Id: undefined, Status: undefined }))).toEqual([
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      { NoncurrentVersionExpiration: { NoncurrentDays: 30 }, ExpiredObjectDeleteMarker: true },
    ])
  })

  test('curated keeps its files, or all but the decisions of people for as long as configured', () => {
    const rules = (template = plain): { Id: string }[] =>
      bucket('Curated', template).Properties.LifecycleConfiguration.Rules
    const expiring = (template = plain): any[] => rules(template).filter(({ Id }) => Id.startsWith('expire-'))
    expect(rules()).toContainEqual(
      expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
    )
    expect(expiring()).toEqual([])
    const expired = expiring(demanding)
    expect(expired.map(({ Prefix }: { Prefix: string }) => Prefix).sort()).toEqual(
      tableNames
        .filter((name) => name !== 'settings')
        .map((name) => `${name}/`)
        .sort(),
    )
    for (const rule of expired) expect(rule).toMatchObject({ ExpirationInDays: 400, Status: 'Enabled' })
  })
})

test('versions of decisions are kept for a year, those of tables that can be made again for a day', () => {
  const { VersioningConfiguration, LifecycleConfiguration } = bucket('Curated').Properties
  expect(VersioningConfiguration).toEqual({ Status: 'Enabled' })
  const rules: any[] = LifecycleConfiguration.Rules
  const days = rules.flatMap(({ Prefix, NoncurrentVersionExpiration: kept }) =>
    kept === undefined ? [] : [[Prefix, kept.NoncurrentDays]],
  )
  expect(Object.fromEntries(days)).toEqual(
    Object.fromEntries(tableNames.map((table) => [`${table}/`, table === 'settings' ? 365 : 1])),
  )
})

test('without Snowflake in the configuration the template contains nothing for it', () => {
  expect(JSON.stringify(plain)).not.toMatch(/snowflake|snowpipe/i)
  expect(bucket('Curated').Properties).not.toHaveProperty('NotificationConfiguration')
  expect(Object.keys(demanding.Parameters).filter((name) => name.startsWith('Snowflake'))).toHaveLength(
    2 + tableNames.length,
  )
})

describe('notifications for Snowflake', () => {
  const [condition, then, otherwise] = bucket('Curated', demanding).Properties.NotificationConfiguration[
    'Fn::If'
  ]
  const each: Branch[] = then.QueueConfigurations.map((branch: { 'Fn::If': Branch }) => branch['Fn::If'])

  test('there are none until the queue of a pipe is set', () => {
    expect(otherwise).toEqual({ Ref: 'AWS::NoValue' })
    const any = demanding.Conditions[condition] as { 'Fn::Or': { Condition: string }[] }
    expect(any['Fn::Or'].map(({ Condition }) => Condition)).toEqual(each.map(([name]) => name))
    for (const [name, { Queue }, none] of each) {
      expect(none).toEqual({ Ref: 'AWS::NoValue' })
      expect(demanding.Conditions[name]).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [Queue, ''] }] })
      expect(demanding.Parameters[Queue.Ref]?.Default).toBe('')
    }
  })

  test('each table has its own prefix, and no prefix begins with another', () => {
    const prefixes: string[] = each.map((branch) => branch[1].Filter.S3Key.Rules[0].Value)
    expect(prefixes).toEqual(tableNames.map((name) => `${name}/`))
    for (const one of prefixes) {
      expect(prefixes.filter((other) => other !== one && other.startsWith(one))).toEqual([])
    }
  })
})

describe('encryption', () => {
  const sse = (id: string, template = plain) =>
    bucket(id, template).Properties.BucketEncryption.ServerSideEncryptionConfiguration[0]

  test('is by the services’ keys where no key is configured', () => {
    for (const id of ['Raw', 'Curated']) {
      expect(sse(id).ServerSideEncryptionByDefault).toEqual({ SSEAlgorithm: 'AES256' })
    }
    for (const properties of findProperties('AWS::SQS::Queue')) {
      expect(properties).toMatchObject({ SqsManagedSseEnabled: true })
    }
    expect(JSON.stringify(plain)).not.toContain('kms')
  })

  test('is by the customer’s key everywhere, and every role that reads or writes may use it', () => {
    for (const id of ['Raw', 'Curated']) {
      expect(sse(id, demanding)).toEqual({
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
      })
    }
    for (const type of ['AWS::SQS::Queue', 'AWS::SNS::Topic']) {
      for (const properties of findProperties(type, demanding)) expect(properties.KmsMasterKeyId).toBe(keyArn)
    }
    for (const { KmsKeyId } of findProperties('AWS::Logs::LogGroup', demanding)) expect(KmsKeyId).toBe(keyArn)
    for (const { Policies, RoleName } of findProperties('AWS::IAM::Role', demanding)) {
      const isReader = JSON.stringify(RoleName).includes('snowflake')
      expect(Policies[0].PolicyDocument.Statement).toContainEqual({
        Effect: 'Allow',
        Action: isReader ? 'kms:Decrypt' : ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: keyArn,
      })
    }
  })
})

describe('the role of Snowflake', () => {
  test('denies everyone until both its user and the external id are set', () => {
    const { Properties } = theOne(demanding, 'AWS::IAM::Role', 'snowflake')
    const [statement] = Properties.AssumeRolePolicyDocument.Statement
    const [condition, allowed, denied] = statement['Fn::If']
    expect(denied).toEqual({ Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' })
    expect(allowed).toEqual({
      Effect: 'Allow',
      Principal: { AWS: { Ref: 'SnowflakeUserArn' } },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'SnowflakeExternalId' } } },
    })
    expect(demanding.Conditions[condition]).toEqual({
      'Fn::Not': [
        {
          'Fn::Or': [
            { 'Fn::Equals': [{ Ref: 'SnowflakeUserArn' }, ''] },
            { 'Fn::Equals': [{ Ref: 'SnowflakeExternalId' }, ''] },
          ],
        },
      ],
    })
    for (const name of ['SnowflakeUserArn', 'SnowflakeExternalId'])
      expect(demanding.Parameters[name]?.Default).toBe('')
  })
})

describe('alarms', () => {
  test('a chart without a new issue is stale; missing data is no excuse', () => {
    const stale = (name: string) => theOne(plain, 'AWS::CloudWatch::Alarm', `"${name}"`).Properties
    expect(stale('deezer/top-50')).toMatchObject({
      Namespace: 'hitparade-prod',
      MetricName: 'SnapshotsStored',
      Dimensions: [{ Name: 'Chart', Value: 'deezer/top-50' }],
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 26,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    })
    expect(stale('deezer/friday-50').EvaluationPeriods).toBe(168)
  })

  test.each([
    ['deezer', '12:00', 26],
    ['deezer', '1234567 06:00', 26],
    ['simulator', '12:00', 26],
    // From Friday to Monday there are 72 hours.
    ['deezer', '12345 12:00', 74],
    ['spotify', '15 06:05', 98],
    ['deezer', '5 18:30', 168],
    // From Monday 06:00 to Friday 18:30 there are 108.5 hours.
    ['deezer', ['5 18:30', '1 06:00'], 111],
    // The day counts, not the run: from 18:00 to the next 18:00.
    ['deezer', ['06:00', '12:00', '18:00'], 26],
  ])('a chart of %s that runs at %j is stale after %i hours', (source, run_at, hours) => {
    const chart = { source, run_at: [run_at].flat(), lists_run_times: Array.isArray(run_at) }
    expect(staleHours(listRunTimes(chart))).toBe(hours)
  })

  test('errors of both functions and an hour of backlog raise alarms; missing data does not', () => {
    for (const name of ['extract', 'transform']) {
      const { id } = theOne(plain, 'AWS::Lambda::Function', `hitparade-prod-${name}"`)
      expect(
        theOne(plain, 'AWS::CloudWatch::Alarm', `"hitparade-prod-${name}-errors"`).Properties,
      ).toMatchObject({
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }],
        Threshold: 1,
        TreatMissingData: 'notBreaching',
      })
    }
    expect(theOne(plain, 'AWS::CloudWatch::Alarm', 'prod-transform-failed').Properties).toMatchObject({
      Namespace: 'hitparade-prod',
      MetricName: 'TransformFailed',
      Statistic: 'Sum',
      Period: 300,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    })
    expect(theOne(plain, 'AWS::CloudWatch::Alarm', 'backlog').Properties).toMatchObject({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue('transform').id, 'QueueName'] } }],
      Threshold: 3600,
      TreatMissingData: 'notBreaching',
    })
  })

  test('a configured topic gets every alarm and its end, and the stack makes none', () => {
    const topic = 'arn:aws:sns:eu-central-1:111111111111:on-call'
    const own = synthesise({ alarm_topic_arn: topic })
    const found = findProperties('AWS::CloudWatch::Alarm', own)
    expect(found).toHaveLength(findProperties('AWS::CloudWatch::Alarm').length)
    for (const { AlarmActions, OKActions } of found)
      expect([AlarmActions, OKActions]).toEqual([[topic], [topic]])
    for (const type of ['Topic', 'TopicPolicy', 'Subscription']) {
      expect(ofType(own, `AWS::SNS::${type}`)).toEqual([])
    }
    expect(own.Outputs.AlarmTopicArn?.Value).toBe(topic)
  })

  test.each([
    ['extract-throttles', 'extract', 'Throttles'],
    ['transform-throttles', 'transform', 'Throttles'],
    ['extract-undelivered', 'extract', 'DestinationDeliveryFailures'],
  ])('%s raises an alarm at the first one', (name, of, MetricName) => {
    const { id } = theOne(plain, 'AWS::Lambda::Function', `hitparade-prod-${of}"`)
    expect(theOne(plain, 'AWS::CloudWatch::Alarm', `"hitparade-prod-${name}"`).Properties).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: id } }],
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    })
  })

  test('the consent of a user raises an alarm from day 150 on, and keeps its state between runs', () => {
    expect(
      theOne(plain, 'AWS::CloudWatch::Alarm', 'hitparade-prod-consent-spotify').Properties,
    ).toMatchObject({
      Namespace: 'hitparade-prod',
      MetricName: 'ConsentAge',
      Dimensions: [{ Name: 'Source', Value: 'spotify' }],
      Statistic: 'Maximum',
      Period: 86_400,
      Threshold: 150,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
    })
  })

  test('a new version of the credentials gets the key of the customer', () => {
    const variables = (template: typeof plain, name: string) =>
      theOne(template, 'AWS::Lambda::Function', name).Properties.Environment.Variables
    expect(variables(demanding, 'hitparade-test-extract').HITPARADE_KMS_KEY).toBe(keyArn)
    expect(variables(plain, 'hitparade-prod-extract')).not.toHaveProperty('HITPARADE_KMS_KEY')
  })

  test('all of them notify the topic, which accepts CloudWatch of this account and mails the configured address', () => {
    for (const template of both) {
      const { id } = theOne(template, 'AWS::SNS::Topic')
      for (const { AlarmActions, OKActions } of findProperties('AWS::CloudWatch::Alarm', template)) {
        expect(AlarmActions).toEqual([{ Ref: id }])
        // The end of a failure is news too.
        expect(OKActions).toEqual([{ Ref: id }])
      }
      expect(theOne(template, 'AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement).toContainEqual({
        Sid: 'Alarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: id },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      })
    }
    expect(ofType(plain, 'AWS::SNS::Subscription')).toEqual([])
    expect(theOne(demanding, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'charts@example.com',
    })
  })
})

describe('company policies', () => {
  test('every name begins with the environment’s, so that two live in one account', () => {
    const names = both.map((template) =>
      Object.values(template.Resources)
        .map(({ Type, Properties }) => ({ Type, name: findName(Properties) }))
        .filter(({ name }) => name !== undefined),
    )
    for (const { Type, name } of names[0] ?? [])
      expect(name, Type).toMatch(/^(\/hitparade\/prod\/|hitparade-prod|deezer|spotify)/)
    for (const { Type, name } of names[1] ?? [])
      expect(name, Type).toMatch(/^(\/hitparade\/test\/|hitparade-test|deezer|spotify)/)
    for (const { GroupName } of findProperties('AWS::Scheduler::Schedule', demanding))
      expect(GroupName).toBe('hitparade-test')
  })

  test('every role carries the permissions boundary, everything the tags', () => {
    for (const properties of findProperties('AWS::IAM::Role', demanding)) {
      expect(properties.PermissionsBoundary).toBe('arn:aws:iam::111111111111:policy/boundary')
    }
    const tagged = Object.values(demanding.Resources).filter(
      ({ Properties }) => Properties.Tags !== undefined,
    )
    expect(new Set(tagged.map(({ Type }) => Type))).toContain('AWS::S3::Bucket')
    for (const { Properties } of tagged) {
      expect(Properties.Tags).toEqual([
        { Key: 'cost-centre', Value: 'music' },
        { Key: 'hitparade', Value: 'test' },
      ])
    }
  })

  test('the bootstrap is the one with the qualifier', () => {
    expect(demanding.Parameters.BootstrapVersion?.Default).toBe('/cdk-bootstrap/charts/version')
  })

  test('there is a dashboard where one is configured', () => {
    expect(ofType(plain, 'AWS::CloudWatch::Dashboard')).toEqual([])
    expect(ofType(demanding, 'AWS::CloudWatch::Dashboard')).toHaveLength(1)
  })

  test('nothing of CDK’s own runs: no custom resource, and two functions', () => {
    const types = Object.values(demanding.Resources).map(({ Type }) => Type)
    expect(types.filter((type) => /Custom/.test(type))).toEqual([])
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(2)
  })
})

/** A notification with its condition. */
type Branch = [string, { Queue: { Ref: string }; Filter: { S3Key: { Rules: [{ Value: string }] } } }, unknown]

/** The name that a resource is given, if it is given one. */
function findName(properties: Record<string, unknown>): string | undefined {
  const key = Object.keys(properties).find((each) =>
    /^(BucketName|QueueName|RoleName|FunctionName|TopicName|AlarmName|DashboardName|LogGroupName|Name)$/.test(
      each,
    ),
  )
  const value = key === undefined ? undefined : properties[key]
  if (typeof value === 'string') return value
  const join = (value as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join']
  return join === undefined
    ? undefined
    : join[1].map((part) => (typeof part === 'string' ? part : '…')).join('')
}

import { describe, expect, test } from 'vitest'
import { failures, type Role } from '../../../src/cloud/aws/aws-names.ts'
import { operatorPermissions, operatorPolicy } from '../../../src/cloud/aws/operations/operator-policy.ts'
import { tableNames } from '../../../src/domain/tables/tables.ts'
import { isAllowed, list, type Statement } from '../../support/aws/policy.ts'
import { keyArn, names, place, readStatements, synthesised } from '../../support/aws/template.ts'

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${place.region}:${place.account}:${resource}`
const bucket = (name: string) => `arn:aws:s3:::${name}`
const queue = (name: string) => arn('sqs', name)
const log = (name: string, environment = 'prod') =>
  arn('logs', `log-group:/hitparade/${environment}/${name}:log-stream:2026/11/21/[$LATEST]0`)

const roles = readStatements(synthesised())
const encrypted = readStatements(synthesised({ kms_key_arn: keyArn }))

/** Role, action, resource, context of the request, and whether it is allowed. */
const table: [Role, string, string, Record<string, string> | null, boolean][] = [
  // Scheduler may invoke one function, and write to one queue what it could not invoke.
  ['scheduler', 'lambda:InvokeFunction', arn('lambda', `function:${names.extractFunction}`), null, true],
  ['scheduler', 'lambda:InvokeFunction', arn('lambda', `function:${names.transformFunction}`), null, false],
  ['scheduler', 'sqs:SendMessage', queue(names.failureQueues.schedule), null, true],
  ['scheduler', 'sqs:SendMessage', queue(names.transformQueue), null, false],
  ['scheduler', 's3:GetObject', `${bucket(names.rawBucket)}/to_process/a`, null, false],

  ['extract', 'sqs:SendMessage', queue(names.failureQueues.extract), null, true],
  ['extract', 'sqs:SendMessage', queue(names.transformQueue), null, false],
  ['extract', 'sqs:ReceiveMessage', queue(names.failureQueues.extract), null, false],
  ['extract', 'logs:PutLogEvents', log('extract'), null, true],
  ['extract', 'logs:CreateLogStream', log('extract'), null, true],
  ['extract', 'logs:PutLogEvents', log('transform'), null, false],
  ['extract', 'logs:PutLogEvents', log('extract', 'test'), null, false],
  ['extract', 'logs:CreateLogGroup', log('extract'), null, false],
  [
    'extract',
    's3:ListBucket',
    bucket(names.rawBucket),
    { 's3:prefix': 'to_process/deezer/top-worldwide/' },
    true,
  ],
  [
    'extract',
    's3:ListBucket',
    bucket(names.rawBucket),
    { 's3:prefix': 'processed/deezer/a/2026-11-21/b' },
    true,
  ],
  ['extract', 's3:ListBucket', bucket(names.rawBucket), { 's3:prefix': 'failed/' }, false],
  ['extract', 's3:ListBucket', bucket(names.rawBucket), { 's3:prefix': '' }, false],
  ['extract', 's3:ListBucket', bucket(names.rawBucket), null, false],
  ['extract', 's3:ListBucket', bucket(names.curatedBucket), { 's3:prefix': 'runs/' }, false],
  ['extract', 'ssm:GetParameter', arn('ssm', 'parameter/hitparade-prod/credentials/spotify'), null, true],
  ['extract', 'ssm:GetParameter', arn('ssm', 'parameter/hitparade-test/credentials/spotify'), null, false],
  ['extract', 'ssm:GetParameters', arn('ssm', 'parameter/hitparade-prod/credentials/spotify'), null, false],
  ['extract', 'ssm:PutParameter', arn('ssm', 'parameter/hitparade-prod/credentials/spotify'), null, true],
  ['extract', 'ssm:PutParameter', arn('ssm', 'parameter/hitparade-prod/credentials/deezer'), null, false],
  ['extract', 'ssm:PutParameter', arn('ssm', 'parameter/hitparade-test/credentials/spotify'), null, false],
  ['extract', 's3:GetObject', `${bucket(names.rawBucket)}/locks/spotify`, null, true],
  ['extract', 's3:PutObject', `${bucket(names.rawBucket)}/locks/spotify`, null, true],
  ['extract', 's3:DeleteObject', `${bucket(names.rawBucket)}/locks/spotify`, null, true],
  ['extract', 's3:DeleteObject', `${bucket(names.rawBucket)}/to_process/a`, null, false],
  ['extract', 's3:GetObject', `${bucket(names.rawBucket)}/processed/a`, null, false],
  ['extract', 's3:PutObject', `${bucket(names.curatedBucket)}/locks/spotify`, null, false],
  ['extract', 'kms:Decrypt', keyArn, null, false],

  ['transform', 'sqs:ReceiveMessage', queue(names.transformQueue), null, true],
  ['transform', 'sqs:DeleteMessage', queue(names.transformQueue), null, true],
  ['transform', 'sqs:GetQueueAttributes', queue(names.transformQueue), null, true],
  ['transform', 'sqs:ChangeMessageVisibility', queue(names.transformQueue), null, true],
  ['transform', 'sqs:ChangeMessageVisibility', queue(names.failureQueues.transform), null, false],
  ['transform', 'sqs:SendMessage', queue(names.transformQueue), null, false],
  ['transform', 'sqs:PurgeQueue', queue(names.transformQueue), null, false],
  ['transform', 'sqs:ReceiveMessage', queue(names.failureQueues.transform), null, false],
  ['transform', 'logs:PutLogEvents', log('transform'), null, true],
  ['transform', 'logs:PutLogEvents', log('extract'), null, false],
  ['transform', 'ssm:GetParameter', arn('ssm', 'parameter/hitparade-prod/credentials/spotify'), null, false],
  ['transform', 's3:ListBucket', bucket(names.curatedBucket), { 's3:prefix': 'albums/' }, false],
  ['transform', 'kms:Decrypt', keyArn, null, false],

  ['snowflake', 's3:ListBucket', bucket(names.curatedBucket), { 's3:prefix': 'albums/' }, true],
  ['snowflake', 's3:ListBucket', bucket(names.curatedBucket), { 's3:prefix': 'elsewhere/' }, false],
  ['snowflake', 's3:ListBucket', bucket(names.curatedBucket), null, false],
  ['snowflake', 's3:ListBucket', bucket(names.rawBucket), { 's3:prefix': 'albums/' }, false],
  ['snowflake', 's3:GetBucketLocation', bucket(names.curatedBucket), null, true],
  ['snowflake', 's3:GetObjectVersion', `${bucket(names.curatedBucket)}/chart_issues/a.parquet`, null, true],
  ['snowflake', 'sqs:ReceiveMessage', queue(names.transformQueue), null, false],
]

describe('by evaluating the statements of the template, as no server here enforces all of this,', () => {
  test.each(table)('%s may %s on %s (%j): %s', (role, action, resource, context, may) => {
    expect(isAllowed(roles[role], { action, resource, ...(context && { context }) })).toBe(may)
  })

  test.each([
    ['extract', 'kms:GenerateDataKey', true],
    ['extract', 'kms:Decrypt', true],
    ['extract', 'kms:Encrypt', true],
    ['transform', 'kms:Encrypt', false],
    ['transform', 'kms:GenerateDataKey', true],
    ['transform', 'kms:Decrypt', true],
    ['scheduler', 'kms:GenerateDataKey', true],
    ['snowflake', 'kms:Decrypt', true],
    ['snowflake', 'kms:GenerateDataKey', false],
    ['transform', 'kms:CreateGrant', false],
    ['extract', 'kms:ScheduleKeyDeletion', false],
  ] as const)("with a customer's key %s may %s on it: %s", (role, action, may) => {
    expect(isAllowed(encrypted[role], { action, resource: keyArn })).toBe(may)
    expect(isAllowed(encrypted[role], { action, resource: keyArn.replace('5555', '0000') })).toBe(false)
  })

  test('extract may not replace its credentials if the app reads Spotify by itself', () => {
    const { extract } = readStatements(synthesised({}, { auth: 'client' }))
    const parameter = arn('ssm', 'parameter/hitparade-prod/credentials/spotify')
    expect(isAllowed(extract, { action: 'ssm:GetParameter', resource: parameter })).toBe(true)
    expect(isAllowed(extract, { action: 'ssm:PutParameter', resource: parameter })).toBe(false)
    const lock = `${bucket(names.rawBucket)}/locks/spotify`
    expect(isAllowed(extract, { action: 's3:PutObject', resource: lock })).toBe(false)
  })

  test('the operator can read everything of this environment, and nothing of another', () => {
    const { Statement } = operatorPolicy({ names, account: place, kms_key_arn: null })
    const may = (action: string, resource: string) => isAllowed(Statement, { action, resource })
    const queues = [names.transformQueue, ...failures.map((failure) => names.failureQueues[failure])]
    const cases: [string, string, string][] = [
      [
        operatorPermissions.stack.action,
        arn('cloudformation', `stack/${names.stack}/0000`),
        arn('cloudformation', 'stack/hitparade-test/0000'),
      ],
      [
        operatorPermissions.schedule.action,
        arn('scheduler', `schedule/${names.scheduleGroup}/a`),
        arn('scheduler', 'schedule/hitparade-test/a'),
      ],
      ...queues.map((name): [string, string, string] => [
        operatorPermissions.depth.action,
        queue(name),
        queue(name.replace('prod', 'test')),
      ]),
      ...queues.map((name): [string, string, string] => [
        operatorPermissions.queue.action,
        queue(name),
        queue(name.replace('prod', 'test')),
      ]),
      [
        operatorPermissions.subscriptions.action,
        arn('sns', names.topic),
        arn('sns', 'hitparade-test-alarms'),
      ],
      [
        operatorPermissions.objects.action,
        bucket(names.rawBucket),
        bucket(names.rawBucket.replace('prod', 'test')),
      ],
      [operatorPermissions.objects.action, bucket(names.curatedBucket), bucket('another')],
      ...tableNames.map((name): [string, string, string] => [
        operatorPermissions.files.action,
        `${bucket(names.curatedBucket)}/${name}/a.parquet`,
        `${bucket(names.rawBucket)}/${name}/a.parquet`,
      ]),
    ]
    for (const [action, ours, another] of cases) {
      expect([action, ours, may(action, ours)]).toEqual([action, ours, true])
      expect([action, another, may(action, another)]).toEqual([action, another, false])
    }
    for (const action of ['s3:PutObject', 's3:DeleteObject', 'ssm:GetParameter', 'sqs:ReceiveMessage']) {
      for (const { Resource } of Statement) {
        for (const resource of Resource) expect(may(action, resource)).toBe(false)
      }
    }
  })
})

describe('no star', () => {
  const acknowledged = [/^arn:aws:s3:::[^/]+\/[a-z_]+\/\*$/, /^arn:aws:logs:[^*]+:\*$/]

  test.each([...Object.entries(roles), ...Object.entries(encrypted)])(
    'is in an action of %s, nor in a resource but the objects under a prefix and the streams of its log',
    (_, statements) => {
      expect(statements.length).toBeGreaterThan(0)
      expect(starsIn(statements, acknowledged)).toEqual([])
    },
  )

  test('is in the policy of the operator, except where the service supports nothing narrower', () => {
    const { Statement } = operatorPolicy({ names, account: place, kms_key_arn: keyArn })
    const narrow = [...acknowledged, /:stack\/hitparade-prod\/\*$/, /:schedule\/hitparade-prod\/\*$/]
    expect(starsIn(Statement, narrow)).toEqual([
      'scheduler:ListSchedules on *',
      `cloudwatch:DescribeAlarms on ${arn('cloudwatch', 'alarm:*')}`,
      'cloudwatch:GetMetricStatistics on *',
      'ssm:DescribeParameters on *',
    ])
  })
})

function starsIn(statements: Statement[], acknowledged: RegExp[]): string[] {
  return statements.flatMap(({ Action, Resource = '*' }) =>
    list(Action).flatMap((action) =>
      list(Resource)
        .filter(
          (resource) =>
            action.includes('*') ||
            (resource.includes('*') && !acknowledged.some((known) => known.test(resource))),
        )
        .map((resource) => `${action} on ${resource}`),
    ),
  )
}

import { tableNames } from '../../../domain/tables/tables.ts'
import { type AwsAccount, failures, type ResourceNames } from '../aws-names.ts'

/** What an operator's policy is for. */
export interface OperatorScope {
  account: AwsAccount
  names: ResourceNames
  kms_key_arn: string | null
}

interface Permission {
  /** IAM action. */
  action: string
  /** What the call shows. */
  shows: string
  /** ARNs. `*` only where the service knows no narrower resource for the action. */
  on: (arn: Arns) => string[]
}

/** Every AWS call of `status`, `doctor` and `pull`, and the permission it needs. Calls and policy both use this table. */
export const operatorPermissions = {
  stack: {
    action: 'cloudformation:DescribeStacks',
    shows: 'whether the stack exists, and its status',
    on: ({ names, of }) => [of('cloudformation', `stack/${names.stack}/*`)],
  },
  schedules: {
    action: 'scheduler:ListSchedules',
    shows: 'which charts have a schedule',
    on: () => ['*'],
  },
  schedule: {
    action: 'scheduler:GetSchedule',
    shows: 'the times of a schedule, and whether it is enabled',
    on: ({ names, of }) => [of('scheduler', `schedule/${names.scheduleGroup}/*`)],
  },
  queue: {
    action: 'sqs:GetQueueUrl',
    shows: 'the URL of a queue',
    on: ({ names, of }) => queueNames(names).map((name) => of('sqs', name)),
  },
  depth: {
    action: 'sqs:GetQueueAttributes',
    shows: 'the number of messages in a queue',
    on: ({ names, of }) => queueNames(names).map((name) => of('sqs', name)),
  },
  alarms: {
    action: 'cloudwatch:DescribeAlarms',
    shows: 'the state of the alarms',
    on: ({ of }) => [of('cloudwatch', 'alarm:*')],
  },
  metrics: {
    action: 'cloudwatch:GetMetricStatistics',
    shows: 'how often transform has failed lately',
    on: () => ['*'],
  },
  subscriptions: {
    action: 'sns:ListSubscriptionsByTopic',
    shows: 'which addresses receive alarms, and which have not confirmed',
    on: ({ names, of }) => [of('sns', names.topic)],
  },
  credentials: {
    action: 'ssm:DescribeParameters',
    shows: 'whether the credentials of a source are stored and when its user consented, never their values',
    on: () => ['*'],
  },
  objects: {
    action: 's3:ListBucket',
    shows: 'which raw objects are pending or failed, and which curated files exist',
    on: ({ names, bucket }) => [bucket(names.rawBucket), bucket(names.curatedBucket)],
  },
  files: {
    action: 's3:GetObject',
    shows: 'the run ledger and, for `pull`, every curated file',
    on: ({ names, bucket }) => tableNames.map((table) => `${bucket(names.curatedBucket)}/${table}/*`),
  },
} as const satisfies Record<string, Permission>

export type PermissionName = keyof typeof operatorPermissions

/** A policy in IAM's form. */
export interface Policy {
  Version: '2012-10-17'
  Statement: { Sid: string; Effect: 'Allow'; Action: string; Resource: string[] }[]
}

/** The policy for people who inspect an environment and pull from it. It allows no change. */
export function operatorPolicy({ kms_key_arn, ...scope }: OperatorScope): Policy {
  const arns = createArns(scope)
  const allow = (name: string, action: string, Resource: string[]) => ({
    Sid: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    Effect: 'Allow' as const,
    Action: action,
    Resource,
  })
  const statements = Object.entries<Permission>(operatorPermissions).map(([name, { action, on }]) =>
    allow(name, action, on(arns)),
  )
  const decrypt = kms_key_arn === null ? [] : [allow('decrypt', 'kms:Decrypt', [kms_key_arn])]
  return { Version: '2012-10-17', Statement: [...statements, ...decrypt] }
}

function queueNames({ transformQueue, failureQueues }: ResourceNames): string[] {
  return [transformQueue, ...failures.map((failure) => failureQueues[failure])]
}

interface Arns {
  names: ResourceNames
  of(service: string, resource: string): string
  bucket(name: string): string
}

function createArns({
  names,
  account: { partition, account, region },
}: Omit<OperatorScope, 'kms_key_arn'>): Arns {
  return {
    names,
    of: (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
    bucket: (name) => `arn:${partition}:s3:::${name}`,
  }
}

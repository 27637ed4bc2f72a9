import { tableNames } from '../../../domain/tables/tables.ts'
import { type AwsPlace, failures, type Names, resourceNames } from '../aws-names.ts'

/** What an operator's policy is made for. */
export interface OperatorScope {
  environment: string
  place: AwsPlace
  kms_key_arn: string | null
}

interface Right {
  action: string
  /** What is asked by it, for people. */
  asks: string
  /** `*` only where the service knows no narrower resource for the action. */
  on: (arn: Arns) => string[]
}

/** Every call that `status`, `doctor` and `pull` make of AWS, and what it takes: the calls and the policy come from here. */
export const operatorRights = {
  stack: {
    action: 'cloudformation:DescribeStacks',
    asks: 'whether the stack is there and whole',
    on: ({ names, of }) => [of('cloudformation', `stack/${names.stack}/*`)],
  },
  schedules: {
    action: 'scheduler:ListSchedules',
    asks: 'which charts have a schedule',
    on: () => ['*'],
  },
  schedule: {
    action: 'scheduler:GetSchedule',
    asks: "a schedule's times and whether it is enabled",
    on: ({ names, of }) => [of('scheduler', `schedule/${names.scheduleGroup}/*`)],
  },
  queue: {
    action: 'sqs:GetQueueUrl',
    asks: 'where a queue is',
    on: ({ names, of }) => queueNames(names).map((name) => of('sqs', name)),
  },
  depth: {
    action: 'sqs:GetQueueAttributes',
    asks: 'how many messages a queue holds',
    on: ({ names, of }) => queueNames(names).map((name) => of('sqs', name)),
  },
  alarms: {
    action: 'cloudwatch:DescribeAlarms',
    asks: 'the state of the alarms',
    on: ({ of }) => [of('cloudwatch', 'alarm:*')],
  },
  subscriptions: {
    action: 'sns:ListSubscriptionsByTopic',
    asks: 'who is told of alarms, and who has not confirmed it',
    on: ({ names, of }) => [of('sns', names.topic)],
  },
  credentials: {
    action: 'ssm:DescribeParameters',
    asks: "whether a source's credentials were put, never what they are",
    on: () => ['*'],
  },
  objects: {
    action: 's3:ListBucket',
    asks: 'which raw objects wait or failed, and which curated files there are',
    on: ({ names, bucket }) => [bucket(names.rawBucket), bucket(names.curatedBucket)],
  },
  files: {
    action: 's3:GetObject',
    asks: 'the run ledger, and with `pull` every curated file',
    on: ({ names, bucket }) => tableNames.map((table) => `${bucket(names.curatedBucket)}/${table}/*`),
  },
} as const satisfies Record<string, Right>

export type RightName = keyof typeof operatorRights

/** A policy as IAM takes it. */
export interface Policy {
  Version: '2012-10-17'
  Statement: { Sid: string; Effect: 'Allow'; Action: string; Resource: string[] }[]
}

/** The policy of a person who may look at an environment and pull from it, and change nothing. */
export function operatorPolicy({ environment, place, kms_key_arn }: OperatorScope): Policy {
  const arns = createArns(environment, place)
  const allow = (name: string, action: string, Resource: string[]) => ({
    Sid: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    Effect: 'Allow' as const,
    Action: action,
    Resource,
  })
  const statements = Object.entries<Right>(operatorRights).map(([name, { action, on }]) =>
    allow(name, action, on(arns)),
  )
  const decrypt = kms_key_arn === null ? [] : [allow('decrypt', 'kms:Decrypt', [kms_key_arn])]
  return { Version: '2012-10-17', Statement: [...statements, ...decrypt] }
}

function queueNames({ transformQueue, failureQueues }: Names): string[] {
  return [transformQueue, ...failures.map((failure) => failureQueues[failure])]
}

interface Arns {
  names: Names
  of(service: string, resource: string): string
  bucket(name: string): string
}

function createArns(environment: string, place: AwsPlace): Arns {
  const { partition, region, account } = place
  return {
    names: resourceNames(environment, place),
    of: (service, resource) => `arn:${partition}:${service}:${region}:${account}:${resource}`,
    bucket: (name) => `arn:${partition}:s3:::${name}`,
  }
}

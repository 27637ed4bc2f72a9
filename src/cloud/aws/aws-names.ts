import type { ChartConfig } from '../../config/config.ts'
import { sha256 } from '../../domain/hash.ts'
import { type TableName, tableNames } from '../../domain/tables/tables.ts'

/** Where an environment lies: literal, or CloudFormation's own words for it. */
export interface AwsPlace {
  partition: string
  account: string
  region: string
}

/** A place as people read it. */
export function placeWords({ account, region }: AwsPlace): string {
  return `account ${account}, ${region}`
}

/** Every resource of an environment, by its name; the environment's own name is the prefix of all. */
export interface Names {
  stack: string
  rawBucket: string
  curatedBucket: string
  extractFunction: string
  transformFunction: string
  scheduleGroup: string
  /** An object has become raw and waits to be transformed. */
  objectRule: string
  transformQueue: string
  /** The four places where what failed lies. */
  failureQueues: Record<Failure, string>
  topic: string
  dashboard: string
  roles: Record<Role, string>
}

/** Schedule target that could not be invoked; extract that ran and failed; event not delivered; transform given up. */
export const failures = ['schedule', 'extract', 'event', 'transform'] as const
export type Failure = (typeof failures)[number]

export const roles = ['scheduler', 'extract', 'transform', 'snowflake'] as const
export type Role = (typeof roles)[number]

/** Buckets and roles also name the place: both live in spaces that are wider than a region. */
export function resourceNames(environment: string, { account, region }: Omit<AwsPlace, 'partition'>): Names {
  const prefix = stackName(environment)
  const each = <K extends string>(keys: readonly K[], name: (key: K) => string) =>
    Object.fromEntries(keys.map((key) => [key, name(key)])) as Record<K, string>
  return {
    stack: prefix,
    rawBucket: `${prefix}-raw-${account}-${region}`,
    curatedBucket: `${prefix}-curated-${account}-${region}`,
    extractFunction: `${prefix}-extract`,
    transformFunction: `${prefix}-transform`,
    scheduleGroup: prefix,
    objectRule: `${prefix}-object`,
    transformQueue: `${prefix}-transform`,
    failureQueues: each(failures, (failure) => `${prefix}-failed-${failure}`),
    topic: `${prefix}-alarms`,
    dashboard: prefix,
    roles: each(roles, (role) => `${prefix}-${role}-${region}`),
  }
}

/** The topic that alarms are told to. */
export function topicArn(environment: string, place: AwsPlace): string {
  const { partition, account, region } = place
  return `arn:${partition}:sns:${region}:${account}:${resourceNames(environment, place).topic}`
}

/** `hitparade-prod`: the stack, and the prefix of everything in it. */
export function stackName(environment: string): string {
  return `hitparade-${environment}`
}

/** The SSM SecureString that holds a source's credentials as JSON; put by a command, never by the stack. */
export function credentialsParameter(environment: string, source: string): string {
  return `/${stackName(environment)}/credentials/${source}`
}

/** A chart as events, metrics and logs name it. */
export function chartName({ source, chart }: Pick<ChartConfig, 'source' | 'chart'>): string {
  return `${source}/${chart}`
}

/** A chart in the id of a construct. CDK drops hyphens from ids, so `top-50` and `top50` need more to stay two. */
export function chartId(chart: Pick<ChartConfig, 'source' | 'chart'>): string {
  const name = chartName(chart)
  return `${pascal(name)}${sha256(name).slice(0, 8)}`
}

/** Characters of a schedule's name: Scheduler takes no more. */
const scheduleLength = 64

/** A chart's schedule within the environment's group. */
export function scheduleName(chart: Pick<ChartConfig, 'source' | 'chart'>): string {
  const name = `${chart.source}.${chart.chart}`
  if (name.length <= scheduleLength) return name
  return `${name.slice(0, scheduleLength - 9)}-${sha256(name).slice(0, 8)}`
}

/** The namespace of our own metrics. */
export function metricsNamespace(environment: string): string {
  return stackName(environment)
}

export const metrics = {
  /** Dimension Chart; a run that finds the day stored counts too. */
  snapshotsStored: 'SnapshotsStored',
  itemsRejected: 'ItemsRejected',
  /** Milliseconds for one raw object. */
  transformTime: 'TransformTime',
} as const

/** What the stack tells about itself. */
export const outputs = {
  rawBucket: 'RawBucketName',
  curatedBucket: 'CuratedBucketName',
  extractFunction: 'ExtractFunctionName',
  transformQueue: 'TransformQueueUrl',
  alarmTopic: 'AlarmTopicArn',
  snowflakeRole: 'SnowflakeRoleArn',
} as const

/** What the stack is told from outside; all empty at first, and kept from one deployment to the next. */
export const parameters = {
  snowflakeUser: 'SnowflakeUserArn',
  snowflakeExternalId: 'SnowflakeExternalId',
  /** ARN of the queue of a table's pipe. */
  snowflakeQueue: Object.fromEntries(
    tableNames.map((table) => [table, `SnowflakeQueue${pascal(table)}`]),
  ) as Record<TableName, string>,
  /** Only of the template that deploys without CDK: where the functions' code was uploaded. */
  codeBucket: 'CodeBucket',
  codePrefix: 'CodePrefix',
} as const

/** `chart_entries` is `ChartEntries`, `top-50` is `Top50`. */
export function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')
}

/** Alarms by what they watch; those of failure queues and charts carry their name. */
export const alarms = {
  extractErrors: (environment: string) => `${stackName(environment)}-extract-errors`,
  transformErrors: (environment: string) => `${stackName(environment)}-transform-errors`,
  failed: (environment: string, failure: Failure) => `${stackName(environment)}-failed-${failure}`,
  backlog: (environment: string) => `${stackName(environment)}-backlog`,
  stale: (environment: string, chart: Pick<ChartConfig, 'source' | 'chart'>) =>
    `${stackName(environment)}-stale-${scheduleName(chart)}`,
} as const

import type { ChartConfig, Config } from '../../config/config.ts'
import { formatChartName } from '../../domain/chart-name.ts'
import { sha256 } from '../../domain/hash.ts'
import { type BucketNames, newBucketNames } from './bucket-names.ts'

/** An AWS account and region: literal values, or CloudFormation's references to them. */
export interface AwsAccount {
  partition: string
  account: string
  region: string
}

/** `account 111111111111, eu-central-1`. */
export function formatAccount({ account, region }: AwsAccount): string {
  return `account ${account}, ${region}`
}

/** The partition of a region: `aws`, or that of China or of the US government. */
export function findPartition(region: string): string {
  const special = ['cn', 'us-gov'].find((prefix) => region.startsWith(`${prefix}-`))
  return special === undefined ? 'aws' : `aws-${special}`
}

/** The physical names of an environment's resources. Each begins with the name of the stack. */
export interface ResourceNames extends BucketNames {
  stack: string
  extractFunction: string
  transformFunction: string
  scheduleGroup: string
  /** The rule for raw objects that were created and must be transformed. */
  objectRule: string
  transformQueue: string
  failureQueues: Record<Failure, string>
  topic: string
  dashboard: string
  roles: Record<Role, string>
}

/** The two Lambda functions. */
export type FunctionName = 'extract' | 'transform'

/**
 * What can fail, each with a separate queue: a schedule could not invoke extract; extract ran and failed; an event was
 * not delivered; transform failed at every delivery.
 */
export const failures = ['schedule', 'extract', 'event', 'transform'] as const
export type Failure = (typeof failures)[number]

export const roles = ['scheduler', 'extract', 'transform', 'snowflake'] as const
export type Role = (typeof roles)[number]

/**
 * Names of buckets and roles contain account or region: they must be unique beyond one region. The buckets are those of a
 * new stack; `findBuckets` finds those of a deployed one.
 */
export function resourceNames(
  environment: string,
  { account, region }: Omit<AwsAccount, 'partition'>,
): ResourceNames {
  const prefix = stackName(environment)
  const each = <K extends string>(keys: readonly K[], name: (key: K) => string) =>
    Object.fromEntries(keys.map((key) => [key, name(key)])) as Record<K, string>
  return {
    stack: prefix,
    ...newBucketNames(prefix, { account, region }),
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

/** ARN of the topic that receives the alarms. */
export function topicArn(environment: string, { partition, account, region }: AwsAccount): string {
  const { topic } = resourceNames(environment, { account, region })
  return `arn:${partition}:sns:${region}:${account}:${topic}`
}

/** `hitparade-prod`: the name of the stack, and the prefix of every name in it. */
export function stackName(environment: string): string {
  return `hitparade-${environment}`
}

/** Sources that need credentials. `hitparade credentials put` stores them where the extract function reads them. */
export const credentialSources = ['spotify'] as const
export type CredentialSource = (typeof credentialSources)[number]

/** The sources of these charts that need credentials. */
export function listCredentialSources(charts: Pick<ChartConfig, 'source'>[]): CredentialSource[] {
  return credentialSources.filter((source) => charts.some((chart) => chart.source === source))
}

/** Those of them that may be read with the consent of a user, whose token the function then refreshes. */
export function listConsentSources({
  charts,
  sources,
}: Pick<Config, 'charts' | 'sources'>): CredentialSource[] {
  return listCredentialSources(charts).filter((source) => sources[source].auth !== 'client')
}

/** Name of the SSM SecureString that contains a source's credentials as JSON. It is not part of the stack. */
export function credentialsParameter(environment: string, source: string): string {
  return `/${stackName(environment)}/credentials/${source}`
}

/** The object of the raw bucket that a function holds while it refreshes the token of a source. */
export function refreshLock(source: string): string {
  return `locks/${source}`
}

/** A chart in the id of a construct. The hash keeps `top-50` and `top50` apart: CDK drops hyphens from ids. */
export function chartId(chart: Pick<ChartConfig, 'source' | 'chart'>): string {
  const name = formatChartName(chart)
  return `${toPascalCase(name)}${sha256(name).slice(0, 8)}`
}

/** Characters that EventBridge Scheduler allows in a name. */
const scheduleLength = 64

/** Name of a chart's schedule within the environment's group. `place`: which one of several schedules, from 1. */
export function scheduleName(chart: Pick<ChartConfig, 'source' | 'chart'>, place = 1): string {
  const name = `${chart.source}.${chart.chart}`
  const end = place === 1 ? '' : `.${place}`
  const most = scheduleLength - end.length
  if (name.length <= most) return `${name}${end}`
  return `${name.slice(0, most - 9)}-${sha256(name).slice(0, 8)}${end}`
}

/** CloudWatch namespace of hitparade's metrics. */
export function metricsNamespace(environment: string): string {
  return stackName(environment)
}

export const metrics = {
  /** Per chart (dimension `Chart`). A run that finds the date already stored counts too. */
  snapshotsStored: 'SnapshotsStored',
  itemsRejected: 'ItemsRejected',
  /** Deliveries of a message to the transform function that failed. */
  transformFailed: 'TransformFailed',
  /** Days since the consent of a user (dimension `Source`). */
  consentAge: 'ConsentAge',
  /** Milliseconds for one raw object. */
  transformTime: 'TransformTime',
} as const

/** `chart_entries` becomes `ChartEntries`, `top-50` becomes `Top50`. */
export function toPascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')
}

/** Names of the alarms. */
export const alarms = {
  extractErrors: (environment: string) => `${stackName(environment)}-extract-errors`,
  transformErrors: (environment: string) => `${stackName(environment)}-transform-errors`,
  throttles: (environment: string, name: FunctionName) => `${stackName(environment)}-${name}-throttles`,
  extractUndelivered: (environment: string) => `${stackName(environment)}-extract-undelivered`,
  transformFailed: (environment: string) => `${stackName(environment)}-transform-failed`,
  failed: (environment: string, failure: Failure) => `${stackName(environment)}-failed-${failure}`,
  backlog: (environment: string) => `${stackName(environment)}-backlog`,
  consent: (environment: string, source: string) => `${stackName(environment)}-consent-${source}`,
  stalePrefix: (environment: string) => `${stackName(environment)}-stale-`,
  stale: (environment: string, chart: Pick<ChartConfig, 'source' | 'chart'>) =>
    `${alarms.stalePrefix(environment)}${scheduleName(chart)}`,
} as const

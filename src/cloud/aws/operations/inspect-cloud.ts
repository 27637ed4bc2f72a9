import type { Config } from '../../../config/config.ts'
import type { RawBacklog } from '../../../transform/backlog.ts'
import { getCallerAccount } from '../aws-account.ts'
import { resourceNames } from '../aws-names.ts'
import type { BucketNames } from '../bucket-names.ts'
import { findBuckets, findBucketsOfStack } from '../find-buckets.ts'
import type { InspectContext } from './inspect/inspect-context.ts'
import { inspectObjects, type RunState } from './inspect/inspect-objects.ts'
import { createPermittedReader, type MissingPermission } from './inspect/permitted-reader.ts'
import {
  type AlarmState,
  readAlarms,
  readSubscriptions,
  type SubscriptionState,
} from './inspect/read-alarms.ts'
import { countTransformFailures } from './inspect/read-failures.ts'
import { type QueueState, readQueues } from './inspect/read-queues.ts'
import { readSchedules, type ScheduleState } from './inspect/read-schedules.ts'
import { type CredentialsState, readCredentialsState, readStack } from './inspect/read-stack.ts'

/** One chart of the environment, from its schedule, its curated files and the run ledger. */
export interface ChartState {
  chart: string
  enabled: boolean | null
  time_zone: string | null
  previous_run: string | null
  next_run: string | null
  newest_issue: string | null
  last_run: string | null
  outcome: string | null
  error_code: string | null
  /** When a run last stored the date or found it stored. */
  last_good: string | null
}

/** The state of an environment, as `status --format json` prints it. Null: the credentials may not see it. */
export interface CloudState {
  environment: string
  partition: string
  account: string
  region: string
  stack: string | null
  buckets: BucketNames
  schedules: ScheduleState[] | null
  charts: ChartState[]
  queues: QueueState[]
  /** Deliveries that transform failed in the last two hours. */
  transform_failures: number | null
  alarms: AlarmState[] | null
  subscriptions: SubscriptionState[] | null
  credentials: CredentialsState[] | null
  raw: RawBacklog | null
  /** Number of snapshots that an older version transformed. */
  behind: number | null
  /** Permissions that the credentials do not have. */
  lacking: MissingPermission[]
  /** Resources that should exist and do not. */
  missing: string[]
}

/** Reads the state of the configured environment and changes nothing. Throws code `NotDeployed` if it has no stack. */
export async function inspectCloud(config: Pick<Config, 'aws' | 's3'>, now: string): Promise<CloudState> {
  const { aws } = config
  const account = await getCallerAccount(aws)
  const created = resourceNames(aws.environment, account)
  const { readIfPermitted, missingPermissions, missingResources } = createPermittedReader()
  const s3 = { ...config.s3, region: account.region }
  const stack = await readStack({ aws, account, names: created, readIfPermitted })
  const found = await readIfPermitted('objects', created.rawBucket, () =>
    stack === null ? findBuckets(config, account) : findBucketsOfStack(stack, config, account),
  )
  const { rawBucket, curatedBucket } = found ?? created
  const names = { ...created, rawBucket, curatedBucket }
  const context: InspectContext = { aws, s3, account, names, readIfPermitted, now }
  const [schedules, queues, transform_failures, alarms, subscriptions, credentials, objects] =
    await Promise.all([
      readSchedules(context),
      readQueues(context),
      countTransformFailures(context),
      readAlarms(context),
      readSubscriptions(context),
      readCredentialsState(context),
      inspectObjects(context),
    ])
  const { raw, outdated, newest, runs } = objects
  const charts = mergeChartStates({
    schedules: schedules ?? [],
    newest: newest ?? new Map(),
    runs: runs ?? [],
  })
  return {
    environment: aws.environment,
    ...account,
    stack: stack?.StackStatus ?? null,
    buckets: { rawBucket, curatedBucket },
    schedules,
    charts,
    queues,
    transform_failures,
    alarms,
    subscriptions,
    credentials,
    raw,
    behind: outdated,
    lacking: missingPermissions,
    missing: missingResources,
  }
}

/** One state for each chart, from all its schedules. */
export function mergeChartStates(found: {
  schedules: ScheduleState[]
  newest: Map<string, string>
  runs: RunState[]
}): ChartState[] {
  const scheduled = found.schedules.flatMap(({ chart }) => (chart === null ? [] : [chart]))
  const names = new Set([...scheduled, ...found.newest.keys(), ...found.runs.map(({ chart }) => chart)])
  return [...names].sort().map((chart) => {
    const schedules = found.schedules.filter((each) => each.chart === chart)
    const instants = (times: (string | null)[]) => times.filter((time) => time !== null).sort()
    const runs = found.runs.filter((each) => each.chart === chart)
    const good = runs.find(({ outcome }) => outcome === 'stored' || outcome === 'skipped')
    return {
      chart,
      // With one of its times disabled it still runs; with all of them it does not.
      enabled: schedules.length === 0 ? null : schedules.some(({ enabled }) => enabled),
      time_zone: schedules[0]?.time_zone ?? null,
      previous_run: instants(schedules.map(({ previous }) => previous)).at(-1) ?? null,
      next_run: instants(schedules.map(({ next }) => next))[0] ?? null,
      newest_issue: found.newest.get(chart) ?? null,
      last_run: runs[0]?.finished_at ?? null,
      outcome: runs[0]?.outcome ?? null,
      error_code: runs[0]?.error_code ?? null,
      last_good: good?.finished_at ?? null,
    }
  })
}

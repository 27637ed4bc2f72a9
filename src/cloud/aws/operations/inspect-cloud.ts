import type { Config } from '../../../config/config.ts'
import type { RawBacklog } from '../../../transform/backlog.ts'
import { clientOptions, getCallerPlace } from '../aws-account.ts'
import { resourceNames } from '../aws-names.ts'
import { createAsk, type MissingPermission } from './inspect/create-ask.ts'
import type { InspectContext } from './inspect/inspect-context.ts'
import { inspectObjects, type RunState } from './inspect/inspect-objects.ts'
import {
  type AlarmState,
  readAlarms,
  readSubscriptions,
  type SubscriptionState,
} from './inspect/read-alarms.ts'
import { type QueueState, readQueues } from './inspect/read-queues.ts'
import { readSchedules, type ScheduleState } from './inspect/read-schedules.ts'
import { type CredentialsState, readCredentialsState, readStackStatus } from './inspect/read-stack.ts'

/** One chart of the environment: of its schedules, its curated files and its run ledger. */
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
  /** When a run last stored the day or found it stored. */
  last_good: string | null
}

/** Everything that can be seen of an environment; null is what whoever asks may not see. */
export interface CloudState {
  environment: string
  partition: string
  account: string
  region: string
  stack: string | null
  schedules: ScheduleState[] | null
  charts: ChartState[]
  queues: QueueState[]
  alarms: AlarmState[] | null
  subscriptions: SubscriptionState[] | null
  credentials: CredentialsState[] | null
  raw: RawBacklog | null
  behind: number | null
  /** Rights that whoever asks does not have. */
  lacking: MissingPermission[]
  /** Resources that should be there and are not. */
  missing: string[]
}

/** Asks AWS for everything that can be seen of the configured environment, and changes nothing. */
export async function inspectCloud(config: Pick<Config, 'aws' | 's3'>, now: string): Promise<CloudState> {
  const { environment } = config.aws
  const place = await getCallerPlace(config.aws)
  const names = resourceNames(environment, place)
  const { ask, lacking, missing } = createAsk()
  const s3 = { ...config.s3, region: place.region }
  const client = clientOptions(config.aws)
  const expires = config.aws.curated_expiry_days !== null
  const looking: InspectContext = { client, s3, environment, place, names, expires, ask, now }
  const stack = await readStackStatus(looking)
  const [schedules, queues, alarms, subscriptions, credentials, objects] = await Promise.all([
    readSchedules(looking),
    readQueues(looking),
    readAlarms(looking),
    readSubscriptions(looking),
    readCredentialsState(looking),
    inspectObjects(looking),
  ])
  const { raw, behind, newest, runs } = objects
  const charts = mergeChartStates({
    schedules: schedules ?? [],
    newest: newest ?? new Map(),
    runs: runs ?? [],
  })
  const seen = { stack, schedules, charts, queues, alarms, subscriptions, credentials, raw, behind }
  return { environment, ...place, ...seen, lacking, missing }
}

function mergeChartStates(seen: {
  schedules: ScheduleState[]
  newest: Map<string, string>
  runs: RunState[]
}): ChartState[] {
  const scheduled = seen.schedules.flatMap(({ chart }) => (chart === null ? [] : [chart]))
  const names = new Set([...scheduled, ...seen.newest.keys(), ...seen.runs.map(({ chart }) => chart)])
  return [...names].sort().map((chart) => {
    const schedule = seen.schedules.find((each) => each.chart === chart)
    const runs = seen.runs.filter((each) => each.chart === chart)
    const good = runs.find(({ outcome }) => outcome === 'stored' || outcome === 'skipped')
    return {
      chart,
      enabled: schedule?.enabled ?? null,
      time_zone: schedule?.time_zone ?? null,
      previous_run: schedule?.previous ?? null,
      next_run: schedule?.next ?? null,
      newest_issue: seen.newest.get(chart) ?? null,
      last_run: runs[0]?.finished_at ?? null,
      outcome: runs[0]?.outcome ?? null,
      error_code: runs[0]?.error_code ?? null,
      last_good: good?.finished_at ?? null,
    }
  })
}

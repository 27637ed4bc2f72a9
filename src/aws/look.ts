import type { Config } from '../config.ts'
import type { S3Options } from '../store/open.ts'
import type { RawBacklog } from '../transform/backlog.ts'
import { clientOptions, placeOf } from './account.ts'
import { type AlarmState, alarmsOf, type SubscriptionState, subscriptionsOf } from './look/alarms.ts'
import { type Ask, asking, type Lack } from './look/asking.ts'
import { objectsOf, type RunState } from './look/objects.ts'
import { type QueueState, queuesOf } from './look/queues.ts'
import { type ScheduleState, schedulesOf } from './look/schedules.ts'
import { type CredentialsState, credentialsOf, stackStateOf } from './look/stack.ts'
import { type Names, namesOf, type Place } from './names.ts'

/** What every question of the look is asked with. */
export interface Looking {
  client: ReturnType<typeof clientOptions>
  s3: S3Options
  environment: string
  place: Place
  names: Names
  /** Whether curated files go after some time. */
  expires: boolean
  ask: Ask
  /** ISO instant. */
  now: string
}

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
  lacking: Lack[]
  /** Resources that should be there and are not. */
  missing: string[]
}

/** Asks AWS for everything that can be seen of the configured environment, and changes nothing. */
export async function lookAtCloud(config: Pick<Config, 'aws' | 's3'>, now: string): Promise<CloudState> {
  const { environment } = config.aws
  const place = await placeOf(config.aws)
  const names = namesOf(environment, place)
  const { ask, lacking, missing } = asking()
  const s3 = { ...config.s3, region: place.region }
  const client = clientOptions(config.aws)
  const expires = config.aws.curated_expiry_days !== null
  const looking: Looking = { client, s3, environment, place, names, expires, ask, now }
  const stack = await stackStateOf(looking)
  const [schedules, queues, alarms, subscriptions, credentials, objects] = await Promise.all([
    schedulesOf(looking),
    queuesOf(looking),
    alarmsOf(looking),
    subscriptionsOf(looking),
    credentialsOf(looking),
    objectsOf(looking),
  ])
  const { raw, behind, newest, runs } = objects
  const charts = chartsOf({ schedules: schedules ?? [], newest: newest ?? new Map(), runs: runs ?? [] })
  const seen = { stack, schedules, charts, queues, alarms, subscriptions, credentials, raw, behind }
  return { environment, ...place, ...seen, lacking, missing }
}

function chartsOf(seen: {
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

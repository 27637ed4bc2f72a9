import { addDays } from '../../../../domain/calendar.ts'
import { mapConcurrent } from '../../../../domain/concurrency.ts'
import { readParquet } from '../../../../domain/tables/read-parquet.ts'
import type { Row } from '../../../../domain/tables/tables.ts'
import { openStore } from '../../../../storage/open-store.ts'
import type { ObjectStore } from '../../../../storage/store.ts'
import { listOutdated, type RawBacklog, rawBacklog } from '../../../../transform/backlog.ts'
import type { InspectContext } from './inspect-context.ts'

export interface RunState {
  chart: string
  chart_date: string | null
  finished_at: string
  outcome: string
  error_code: string | null
}

export interface ObjectsState {
  raw: RawBacklog | null
  /** Snapshots that have no curated file of the current transform version. */
  outdated: number | null
  /** Chart → date of its newest issue. */
  newest: Map<string, string> | null
  /** Newest first; null if the ledger cannot be read. */
  runs: RunState[] | null
}

/** Days of the run ledger that are read. */
const LEDGER_DAYS = 9

/** Files of the run ledger that are read at the same time. */
const AT_ONCE = 16

/** What the two buckets contain: pending and failed raw objects, newest issues, recent runs. */
export async function inspectObjects({
  aws,
  s3,
  names,
  readIfPermitted,
  now,
}: InspectContext): Promise<ObjectsState> {
  const raw = await openStore(`s3://${names.rawBucket}`, s3)
  const curated = await openStore(`s3://${names.curatedBucket}`, s3)
  const [backlog, newest] = await Promise.all([
    readIfPermitted('objects', names.rawBucket, () => rawBacklog(raw)),
    readIfPermitted('objects', names.curatedBucket, () => findNewestIssues(curated)),
  ])
  const expires = aws.curated_expiry_days !== null
  const outdated = backlog === null || newest === null ? null : await listOutdated({ raw, curated }, expires)
  return {
    raw: backlog,
    newest,
    outdated: outdated?.length ?? null,
    runs:
      newest === null
        ? null
        : await readIfPermitted('files', `${names.curatedBucket}/runs/*`, () => readRuns(curated, now)),
  }
}

/** From the keys alone. The key of a file with many issues has no date, and is ignored. */
async function findNewestIssues(curated: ObjectStore): Promise<Map<string, string>> {
  const newest = new Map<string, string>()
  for await (const { key } of curated.list('chart_issues/')) {
    const [, source = '', chart = '', chart_date = ''] = key.split('/')
    const name = `${decodeURIComponent(source)}/${decodeURIComponent(chart)}`
    if (/^\d{4}-/.test(chart_date) && chart_date > (newest.get(name) ?? '')) newest.set(name, chart_date)
  }
  return newest
}

/** The attempts of the last days, newest first. A run's id begins with its date. */
async function readRuns(curated: ObjectStore, now: string): Promise<RunState[]> {
  const keys: string[] = []
  for (let ago = 0; ago < LEDGER_DAYS; ago += 1) {
    const day = addDays(now.slice(0, 10), -ago).replaceAll('-', '')
    for await (const { key } of curated.list(`runs/${day}t`)) keys.push(key)
  }
  const found: RunState[] = []
  await mapConcurrent(keys, AT_ONCE, async (key) => {
    for (const row of await readParquet('runs', await curated.get(key))) found.push(toRunState(row))
  })
  return found.sort((a, b) => (a.finished_at < b.finished_at ? 1 : -1))
}

function toRunState({ source, chart, chart_date, finished_at, outcome, error_code }: Row<'runs'>): RunState {
  return { chart: `${source}/${chart}`, chart_date, finished_at, outcome, error_code }
}

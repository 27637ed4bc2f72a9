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
  /** Snapshots that no curated file of the current transform version holds. */
  behind: number | null
  /** Chart → its newest issue. */
  newest: Map<string, string> | null
  /** Newest first; null where the ledger cannot be read. */
  runs: RunState[] | null
}

/** Days that the run ledger is read back. */
const LEDGER_DAYS = 9

/** Files of it that are read at the same time. */
const AT_ONCE = 16

/** What the two buckets hold. */
export async function inspectObjects({
  s3,
  names,
  expires,
  ask,
  now,
}: InspectContext): Promise<ObjectsState> {
  const raw = await openStore(`s3://${names.rawBucket}`, s3)
  const curated = await openStore(`s3://${names.curatedBucket}`, s3)
  const [waits, newest] = await Promise.all([
    ask('objects', names.rawBucket, () => rawBacklog(raw)),
    ask('objects', names.curatedBucket, () => newestIssues(curated)),
  ])
  return {
    raw: waits,
    newest,
    behind: waits === null || newest === null ? null : (await listOutdated({ raw, curated }, expires)).length,
    runs:
      newest === null ? null : await ask('files', `${names.curatedBucket}/runs/*`, () => runs(curated, now)),
  }
}

/** By the names of the files alone: those of many issues in one name no date. */
async function newestIssues(curated: ObjectStore): Promise<Map<string, string>> {
  const newest = new Map<string, string>()
  for await (const { key } of curated.list('chart_issues/')) {
    const [, source = '', chart = '', chart_date = ''] = key.split('/')
    const name = `${decodeURIComponent(source)}/${decodeURIComponent(chart)}`
    if (/^\d{4}-/.test(chart_date) && chart_date > (newest.get(name) ?? '')) newest.set(name, chart_date)
  }
  return newest
}

/** The attempts of the last days: a run's id begins with its day. */
async function runs(curated: ObjectStore, now: string): Promise<RunState[]> {
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

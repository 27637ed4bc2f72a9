import { type Comparison, isComparisonDue, readComparison, writeComparison } from '../storage/comparisons.ts'
import { DAYS_BACK, daysBefore, findArrivals, isAhead } from '../storage/find-arrivals.ts'
import type { FolderTimes, ObjectStore, Stores } from '../storage/store.ts'
import { leaveOutCurrent, listOutdated, toRawKeys } from './backlog.ts'
import { TRANSFORM_VERSION } from './transform-version.ts'

/** Where a command remembers what it has compared. */
export interface Memory {
  /** The data directory. */
  folder: string
  /** ISO instant of the clock. */
  now(): string
}

export interface OutdatedObjects {
  rawKeys: string[]
  /** Call this once all of them are transformed: the next search looks only at what has changed since. */
  remember(): Promise<void>
}

/** Up to which time of each folder everything was compared; 0 for a bucket. */
interface Compared extends Comparison {
  processed: number
  issues: number
}

/**
 * The raw keys of `listOutdated`, without listing what was compared before: in folders those that have changed, in buckets
 * the last chart dates, and all once a week. A new transform version compares everything.
 */
export async function findOutdated(stores: Stores, { folder, now }: Memory): Promise<OutdatedObjects> {
  const { raw, curated } = stores
  const of = `${raw.address} ${curated.address} v${TRANSFORM_VERSION}`
  const last = await readComparison<Compared>(folder, 'transform', of)
  const at = now()
  const times = await readTimes(stores)
  const isWhole =
    last === null ||
    (times === null ? isComparisonDue(last, at) : isAhead(Math.max(last.processed, last.issues)))
  const seen = { processed: times?.processed.now ?? 0, issues: times?.issues.now ?? 0 }
  const next: Compared = { of, at: isWhole || last === null ? at : last.at, ...seen }
  return {
    rawKeys: isWhole || last === null ? await listOutdated(stores) : await findChanged(stores, times, last),
    remember: () => writeComparison(folder, 'transform', next),
  }
}

interface Times {
  processed: FolderTimes
  issues: FolderTimes
}

/** Null if one of the stores does not know when its folders changed. */
async function readTimes({ raw, curated }: Stores): Promise<Times | null> {
  if (raw.listTimes === undefined || curated.listTimes === undefined) return null
  return { processed: await raw.listTimes('processed/'), issues: await curated.listTimes('chart_issues/') }
}

async function findChanged(stores: Stores, times: Times | null, last: Compared): Promise<string[]> {
  if (times === null) return findRecent(stores, last)
  const outdated: string[] = []
  for (const [folder, time] of times.processed.times) {
    const issues = folder.replace('processed/', 'chart_issues/')
    const issuesTime = times.issues.times.get(issues) ?? Infinity
    if (time < last.processed && issuesTime < last.issues) continue
    outdated.push(
      ...leaveOutCurrent(
        toRawKeys(await listKeys(stores.raw, folder)),
        await listKeys(stores.curated, issues),
      ),
    )
  }
  return outdated
}

async function findRecent({ raw, curated }: Stores, { at }: Compared): Promise<string[]> {
  const horizon = { since: null, from: () => daysBefore(at, DAYS_BACK) }
  const processed = await findArrivals(raw, 'processed/', horizon)
  const issues = await findArrivals(curated, 'chart_issues/', horizon)
  const keys = (objects: { key: string }[]) => objects.map(({ key }) => key)
  return leaveOutCurrent(toRawKeys(keys(processed.objects)), keys(issues.objects))
}

async function listKeys(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

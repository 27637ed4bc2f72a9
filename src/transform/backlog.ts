import { curatedKey, curatedStem, failureKey, parseRawKey, type RawPrefix } from '../domain/keys.ts'
import { hasObject, isStored } from '../storage/is-stored.ts'
import type { ObjectStore, Stores } from '../storage/store.ts'
import { TRANSFORM_VERSION } from './transform-version.ts'

/** The raw objects that have not become charts. */
export interface RawBacklog {
  /** Raw objects that are pending in `to_process/`. */
  waiting: number
  /** ISO instant at which the oldest pending one was stored; null if none is pending. */
  oldest: string | null
  /** Raw objects that could not be parsed. */
  failed: number
}

/** Counts the pending and the failed raw objects. Throws `StoreError` if the store fails. */
export async function rawBacklog(raw: ObjectStore): Promise<RawBacklog> {
  const backlog: RawBacklog = { waiting: 0, oldest: null, failed: 0 }
  for await (const { key, last_modified } of raw.list('to_process/')) {
    if (parseRawKey(key) === null) continue
    backlog.waiting += 1
    const stored_at = last_modified.toISOString()
    if (backlog.oldest === null || stored_at < backlog.oldest) backlog.oldest = stored_at
  }
  backlog.failed = (await findRawKeys(raw, 'failed')).length
  return backlog
}

/**
 * Raw keys of processed objects without a curated file of the current transform version. If curated files expire, only
 * objects with a file of another version count: the files of the others may have expired.
 */
export async function listOutdated({ raw, curated }: Stores, expires = false): Promise<string[]> {
  // Raw objects are listed first: those that another process moves meanwhile already have their files.
  const processed = await findRawKeys(raw, 'processed')
  const issues: string[] = []
  for await (const { key } of curated.list('chart_issues/')) issues.push(key)
  const outdated = leaveOutCurrent(processed, issues)
  if (!expires) return outdated
  const former = new Set(issues.map((key) => key.replace(/\.v\d+\.parquet$/, '')))
  return outdated.filter((rawKey) => former.has(curatedStem('chart_issues', rawKey)))
}

/** The raw keys without a file of the current transform version among the keys in `chart_issues/`. */
export function leaveOutCurrent(rawKeys: string[], issues: string[]): string[] {
  const current = new Set(issues)
  return rawKeys.filter((rawKey) => !current.has(curatedKey('chart_issues', rawKey, TRANSFORM_VERSION)))
}

/**
 * Raw keys of failed objects that this transform version has not tried: it may read what an older one could not. An
 * object that is also in `processed/` was stored again.
 */
export async function listUntried({ raw, curated }: Stores): Promise<string[]> {
  const untried: string[] = []
  for (const rawKey of await findRawKeys(raw, 'failed')) {
    const isTried = await hasObject(curated, failureKey(rawKey, TRANSFORM_VERSION))
    if (!isTried && !(await isStored(raw, rawKey, ['processed']))) untried.push(rawKey)
  }
  return untried
}

/** The raw keys under a prefix; objects that other programs stored there are skipped. */
export async function findRawKeys(raw: ObjectStore, prefix: RawPrefix): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of raw.list(`${prefix}/`)) keys.push(key)
  return toRawKeys(keys)
}

/** The raw keys of keys with a raw prefix; others are left out. */
export function toRawKeys(keys: string[]): string[] {
  return keys.flatMap((key) => parseRawKey(key)?.rawKey ?? [])
}

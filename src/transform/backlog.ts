import { curatedStem, parseRawKey, type RawPrefix } from '../domain/keys.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Stores } from './transform-object.ts'
import { TRANSFORM_VERSION } from './transform-version.ts'

/** What the raw store holds that has not become a chart. */
export interface RawBacklog {
  /** Raw objects that wait in `to_process/`. */
  waiting: number
  /** ISO instant at which the oldest of them was stored; its age is the backlog. */
  oldest: string | null
  /** Raw objects that no version could read. */
  failed: number
}

export async function rawBacklog(raw: ObjectStore): Promise<RawBacklog> {
  const backlog: RawBacklog = { waiting: 0, oldest: null, failed: 0 }
  for await (const { last_modified } of raw.list('to_process/')) {
    backlog.waiting += 1
    const stored = last_modified.toISOString()
    if (backlog.oldest === null || stored < backlog.oldest) backlog.oldest = stored
  }
  backlog.failed = (await rawKeysIn(raw, 'failed')).length
  return backlog
}

/**
 * Names of processed raw objects, without their stage, that no curated file of the current transform version has. Where
 * curated files expire, one that has none of any version is not behind: its file may have gone.
 */
export async function listOutdated({ raw, curated }: Stores, expires = false): Promise<string[]> {
  // The raw objects first: what is processed meanwhile has its files.
  const processed = await rawKeysIn(raw, 'processed')
  const [current, former] = [new Set<string>(), new Set<string>()]
  for await (const { key } of curated.list('chart_issues/')) {
    const [, stem = key, version] = /^(.*)\.v(\d+)\.parquet$/.exec(key) ?? []
    const files = Number(version) === TRANSFORM_VERSION ? current : former
    files.add(stem)
  }
  return processed.filter((rawKey) => {
    const stem = curatedStem('chart_issues', rawKey)
    return !current.has(stem) && (!expires || former.has(stem))
  })
}

/** Names of the raw objects of a stage, without it; what others have laid there is none. */
export async function rawKeysIn(raw: ObjectStore, stage: RawPrefix): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of raw.list(`${stage}/`)) {
    const identity = parseRawKey(key)
    if (identity !== null) keys.push(identity.rawKey)
  }
  return keys
}

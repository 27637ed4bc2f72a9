import { statSync } from 'node:fs'
import { mapConcurrent } from '../../../domain/concurrency.ts'
import type { Purge } from '../../../domain/purge-rule.ts'
import { type TableName, tableNames } from '../../../domain/tables/tables.ts'
import {
  type Comparison,
  isComparisonDue,
  readComparison,
  writeComparison,
} from '../../../storage/comparisons.ts'
import { findArrivals, findFirstDate, findFirstRun, type Horizon } from '../../../storage/find-arrivals.ts'
import { hasObject } from '../../../storage/is-stored.ts'
import { findPurgedKeys } from '../../../storage/purged/find-purged.ts'
import { listSnapshotFiles } from '../../../storage/snapshot-files.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import type { Engine } from '../duckdb-engine.ts'
import type { CuratedFile } from '../land-files.ts'
import { findUnknown, type KnownFiles, readKnownFiles, type Seen } from './known-files.ts'

export interface Search {
  folder: string
  curated: ObjectStore
  purges: readonly Purge[]
  /** ISO instant of the clock. */
  now(): string
  /** True: files of all dates are looked for in a bucket, too. */
  all: boolean
}

export interface FoundFiles {
  files: CuratedFile[]
  seen: Seen
  /** Whether files of all chart dates were looked for. */
  isWhole: boolean
}

/** The tables whose files lead to new snapshots: the last one of each, and the reasons of objects that have no other. */
const leadingTables = ['chart_issues', 'rejects'] as const

/** Chart issues that are read at the same time. */
const AT_ONCE = 16

/** All curated files but those that a purge covers. */
export async function findAllFiles({ curated, purges }: Search): Promise<FoundFiles> {
  const seen = await readSeen(curated)
  const purged = await findPurgedKeys(curated, purges)
  const files: CuratedFile[] = []
  for (const table of tableNames) {
    for await (const { key, size, last_modified } of curated.list(`${table}/`)) {
      if (key.endsWith('.parquet') && !purged.has(key))
        files.push({ table, key, size, modified: last_modified.getTime() })
    }
  }
  return { files, seen, isWhole: true }
}

async function readSeen(curated: ObjectStore): Promise<Seen> {
  const seen = new Map<string, number>()
  for (const table of curated.listTimes === undefined ? [] : leadingTables)
    seen.set(table, (await curated.listTimes?.(`${table}/`))?.now ?? 0)
  return seen
}

/** The curated files that the warehouse lacks, without those that a purge covers. */
export async function findNewFiles(search: Search, engine: Engine): Promise<FoundFiles> {
  const { curated, purges } = search
  const known = await readKnownFiles(engine, curated.address)
  const isWhole =
    curated.listTimes !== undefined ||
    search.all ||
    isComparisonDue(await readLoadComparison(search), search.now())
  const { keys, seen } = await findLeading(search, known, isWhole)
  const leading = await findUnknown(engine, keys)
  const snapshots: string[] = []
  await mapConcurrent(leading, AT_ONCE, async (key) => {
    snapshots.push(key)
    if (key.startsWith('chart_issues/')) snapshots.push(...(await listSnapshotFiles(curated, key)))
  })
  const others = [
    ...(await listRecords(curated, known, isWhole)),
    ...snapshots,
    ...(await listReturned(curated, known)),
  ]
  const unknown = await findUnknown(engine, [...new Set(others)])
  const purged = await findPurgedKeys(curated, purges, unknown)
  const files = unknown.filter((key) => key.endsWith('.parquet') && !purged.has(key)).sort()
  return { files: files.map((key) => describeFile(curated, key)), seen, isWhole }
}

/** Only files on this machine have a size and a time here: in a bucket, each would cost a request. */
function describeFile(curated: ObjectStore, key: string): CuratedFile {
  const path = curated.localPath?.(key)
  const stats = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })
  const [size, modified] = [stats?.size ?? 0, stats?.mtime.getTime() ?? 0]
  return { table: key.split('/')[0] as TableName, key, size, modified }
}

async function findLeading(search: Search, known: KnownFiles, isWhole: boolean) {
  const today = search.now()
  const seen = new Map<string, number>()
  const keys: string[] = []
  for (const table of leadingTables) {
    const horizon: Horizon = {
      since: search.all ? null : (known.seen.get(table) ?? null),
      from: (chart) => (isWhole ? null : findFirstDate(known.newest.get(chart), today)),
    }
    const { objects, now } = await findArrivals(search.curated, `${table}/`, horizon)
    keys.push(...objects.map(({ key }) => key))
    if (now !== null) seen.set(table, now)
  }
  return { keys, seen }
}

/** Decisions and runs. The name of a run begins with its time. */
async function listRecords(curated: ObjectStore, known: KnownFiles, isWhole: boolean): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of curated.list('settings/')) keys.push(key)
  const from = isWhole ? null : findFirstRun(known.newestRun)
  for await (const { key } of curated.list('runs/', from === null ? {} : { after: from })) keys.push(key)
  return keys
}

/** Files that an earlier load lacked or could not read, as far as they exist now. */
async function listReturned(curated: ObjectStore, { unread, missing }: KnownFiles): Promise<string[]> {
  const keys: string[] = []
  for (const key of new Set([...unread, ...missing])) if (await hasObject(curated, key)) keys.push(key)
  return keys
}

/** The last whole comparison of a bucket with the warehouse. */
function readLoadComparison({ folder, curated }: Search): Promise<Comparison | null> {
  return readComparison(folder, 'load', curated.address)
}

/** Notes a whole comparison of a bucket. A folder needs none: it knows what has changed. */
export async function noteComparison(
  { folder, curated }: Pick<Search, 'folder' | 'curated'>,
  at: string,
): Promise<void> {
  if (curated.listTimes === undefined) await writeComparison(folder, 'load', { at, of: curated.address })
}

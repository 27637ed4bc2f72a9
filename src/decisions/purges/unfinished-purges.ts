import { WarehouseError } from '../../domain/errors.ts'
import { formatPurgeScope, isPurged, type Purge, type PurgeableIssue } from '../../domain/purge-rule.ts'
import { findStoredPurged } from '../../sources/describe-raw.ts'
import { type RecordedPurge, readPurges } from '../../storage/purged/read-purges.ts'
import type { Stores } from '../../storage/store.ts'
import type { LocalWarehouse, Result, ResultRow } from '../../warehouse/warehouse.ts'

export interface UnfinishedPurges {
  /** `hitparade purge` with each name finishes it. */
  names: string[]
  /** Raw keys of what they cover, stored or landed. */
  rawKeys: Set<string>
}

/** What was purged and is still stored or loaded: a purge was interrupted, or a copy brought it back. */
export async function findUnfinishedPurges(
  stores: Stores,
  local: Pick<LocalWarehouse, 'query'> | null,
): Promise<UnfinishedPurges> {
  const purges = await readPurges(stores.curated)
  if (purges.length === 0) return { names: [], rawKeys: new Set() }
  const left = await findStoredPurged(stores, purges)
  const issues = left.flatMap((object) => object.issues)
  const isLeft = (purge: Purge) =>
    issues.some((issue) => isPurged([purge], issue)) ||
    left.some(({ rawKey, issues }) => issues.length === 0 && rawKey.startsWith(`${purge.source}/`))
  const landed = local === null ? null : await readLoadedKeys(local)
  const isUnloaded = ({ key }: RecordedPurge) => landed !== null && !landed.has(key)
  const open = purges.filter((purge) => isUnloaded(purge) || isLeft(purge))
  const stored = left.map(({ rawKey }) => rawKey)
  const landedKeys = local === null || open.length === 0 ? [] : await listLandedKeys(local, open)
  return {
    names: [...new Set(open.map(formatPurgeScope))].sort(),
    rawKeys: new Set([...stored, ...landedKeys]),
  }
}

/** Raw keys of the landed issues that the purges cover. */
async function listLandedKeys(local: Pick<LocalWarehouse, 'query'>, purges: Purge[]): Promise<string[]> {
  const rows = await orNothing(
    local.query(
      'select distinct raw_key, source, chart, chart_date, snapshot_id, fetched_at, after_purge from landing.chart_issues',
    ),
  )
  const issues = (rows ?? []) as unknown as (PurgeableIssue & { raw_key: string })[]
  return issues.filter((issue) => isPurged(purges, issue)).map(({ raw_key }) => raw_key)
}

/** Null without a warehouse that can be read. */
async function readLoadedKeys(local: Pick<LocalWarehouse, 'query'>): Promise<Set<string> | null> {
  const rows = await orNothing(local.query("select key from meta.loaded_files where key like 'settings/%'"))
  return rows === null ? null : new Set(rows.map(({ key }) => String(key)))
}

async function orNothing(result: Promise<Result>): Promise<ResultRow[] | null> {
  try {
    return (await result).rows
  } catch (error) {
    if (error instanceof WarehouseError) return null
    throw error
  }
}

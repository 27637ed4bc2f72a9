import { WarehouseError } from '../../domain/errors.ts'
import { formatPurgeScope, isPurged, type Purge } from '../../domain/purge-rule.ts'
import { findStoredPurged } from '../../sources/describe-raw.ts'
import { type RecordedPurge, readPurges } from '../../storage/purged/read-purges.ts'
import type { Stores } from '../../storage/store.ts'
import type { LocalWarehouse } from '../../warehouse/warehouse.ts'

/**
 * The names of what was purged and is still stored: a purge was interrupted, or a copy brought it back. `hitparade purge`
 * with each name finishes it.
 */
export async function listUnfinishedPurges(
  stores: Stores,
  local: Pick<LocalWarehouse, 'query'> | null,
): Promise<string[]> {
  const purges = await readPurges(stores.curated)
  if (purges.length === 0) return []
  const left = await findStoredPurged(stores, purges)
  const issues = left.flatMap((object) => object.issues)
  const isLeft = (purge: Purge) =>
    issues.some((issue) => isPurged([purge], issue)) ||
    left.some(({ rawKey, issues }) => issues.length === 0 && rawKey.startsWith(`${purge.source}/`))
  const landed = local === null ? null : await readLoadedKeys(local)
  const isUnloaded = ({ key }: RecordedPurge) => landed !== null && !landed.has(key)
  const open = purges.filter((purge) => isUnloaded(purge) || isLeft(purge))
  return [...new Set(open.map(formatPurgeScope))].sort()
}

/** Null without a warehouse that can be read. */
async function readLoadedKeys(local: Pick<LocalWarehouse, 'query'>): Promise<Set<string> | null> {
  try {
    const { rows } = await local.query("select key from meta.loaded_files where key like 'settings/%'")
    return new Set(rows.map(({ key }) => String(key)))
  } catch (error) {
    if (error instanceof WarehouseError) return null
    throw error
  }
}

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PurgeScope } from '../../domain/purge-rule.ts'
import { forgetPacks } from '../../warehouse/duckdb/packs/forget-packs.ts'

/**
 * Deletes what was made from stored charts beside the warehouse: kept pages, names that shells complete, what was compared,
 * and the packs with rows of what was purged.
 */
export async function forgetDerived(data_dir: string, scopes: readonly PurgeScope[]): Promise<void> {
  await forgetPacks(data_dir, scopes)
  for (const name of ['pages', 'completion.json', 'compared'])
    await rm(join(data_dir, name), { recursive: true, force: true })
}

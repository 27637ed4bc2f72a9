import { existsSync } from 'node:fs'
import { curatedKey, parseCuratedKey } from '../domain/keys.ts'
import { readParquet } from '../domain/tables/read-parquet.ts'
import { countColumns, type SnapshotTable } from '../domain/tables/tables.ts'
import type { ObjectStore } from './store.ts'
import { orNull } from './store-errors.ts'

const otherTables = Object.keys(countColumns) as (keyof typeof countColumns)[]

/**
 * The other files of a snapshot, given the key of its file in `chart_issues`, which is written last. In a folder these are
 * the files that exist. In a bucket each look would be a request, so the counts in the file say which there are.
 */
export async function listSnapshotFiles(curated: ObjectStore, issuesKey: string): Promise<string[]> {
  const identity = parseCuratedKey(issuesKey)
  if (identity === null) return []
  const toKey = (table: SnapshotTable) => curatedKey(table, identity.rawKey, identity.transform_version)
  const { localPath } = curated
  if (localPath !== undefined) return otherTables.map(toKey).filter((key) => existsSync(localPath(key)))
  const bytes = await orNull(() => curated.get(issuesKey))
  return bytes === null ? [] : listStatedFiles(issuesKey, bytes)
}

/** The same by the counts in the file alone; none if it cannot be read, which the load finds out. */
export async function listStatedFiles(issuesKey: string, bytes: Uint8Array): Promise<string[]> {
  const identity = parseCuratedKey(issuesKey)
  const rows = await readParquet('chart_issues', bytes).catch(() => [])
  if (identity === null) return []
  return otherTables
    .filter((table) => rows.some((row) => (row[countColumns[table]] ?? 0) > 0))
    .map((table) => curatedKey(table, identity.rawKey, identity.transform_version))
}

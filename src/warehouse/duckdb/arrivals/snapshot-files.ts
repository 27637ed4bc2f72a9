import { existsSync } from 'node:fs'
import { curatedKey, parseCuratedKey } from '../../../domain/keys.ts'
import { readParquet } from '../../../domain/tables/read-parquet.ts'
import { countColumns, type SnapshotTable } from '../../../domain/tables/tables.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import { orNull } from '../../../storage/store-errors.ts'

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
  // The load finds out that a file cannot be read.
  const rows = bytes === null ? [] : await readParquet('chart_issues', bytes).catch(() => [])
  const hasRows = (column: (typeof countColumns)[keyof typeof countColumns]) =>
    rows.some((row) => (row[column] ?? 0) > 0)
  return otherTables.filter((table) => hasRows(countColumns[table])).map(toKey)
}

import { UsageError } from '../../../domain/errors.ts'
import { snapshotTables, type TableName } from '../../../domain/tables/tables.ts'
import { findPurgedKeys } from '../../../storage/purged/find-purged.ts'
import { readPurges } from '../../../storage/purged/read-purges.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import type { ResultRow } from '../../../warehouse/warehouse.ts'

/** A curated file, as its store lists it. */
export interface CuratedFile {
  table: TableName
  key: string
  /** The chart date; null for files of several dates, decisions and runs. */
  chart_date: string | null
  /** When it was written, an ISO instant. */
  written: string
}

type Query = (sql: string) => Promise<ResultRow[]>

/** Each table after those that it vouches for, as transform writes them: no query sees half of a snapshot. */
export const loadOrder: readonly TableName[] = [...snapshotTables, 'settings', 'runs']

/** Every curated file of the landing tables that no purge covers. */
export async function listCuratedFiles(curated: ObjectStore): Promise<CuratedFile[]> {
  const purged = await findPurgedKeys(curated, await readPurges(curated))
  const files: CuratedFile[] = []
  for (const table of loadOrder) {
    for await (const { key, last_modified } of curated.list(`${table}/`)) {
      if (!key.endsWith('.parquet') || purged.has(key)) continue
      const chart_date = /^[^/]+\/[^/]+\/[^/]+\/(\d{4}-\d{2}-\d{2})\/[^/]+$/.exec(key)?.[1] ?? null
      files.push({ table, key, chart_date, written: last_modified.toISOString() })
    }
  }
  return files
}

/** Keys of the files that have rows in landing. Snowflake stores a file's path in the bucket, which is its key. */
export async function readLandedKeys(query: Query): Promise<Set<string>> {
  const keys = new Set<string>()
  for (const table of loadOrder) {
    for (const { file_name } of await query(`select distinct file_name from landing.${table}`)) {
      if (typeof file_name === 'string') keys.add(file_name)
    }
  }
  return keys
}

/** Throws a `UsageError` unless Snowflake's stage reads the store of the curated files. */
export async function checkStage(query: Query, stage: string, curated: ObjectStore): Promise<void> {
  const stages = await query('show stages in schema landing')
  const found = stages.find(({ name }) => String(name).toLowerCase() === stage)
  const url = String(found?.url ?? '')
  if (url === `${curated.address}/`) return
  if (url === '') {
    throw new UsageError(`stage landing.${stage} does not exist in Snowflake`, {
      advice: 'create it with `hitparade deploy --target snowflake`',
    })
  }
  throw new UsageError(`the curated files are in ${curated.address}, but Snowflake reads ${url}`, {
    advice: `set "curated" to ${url.replace(/\/$/, '')} in hitparade.jsonc`,
  })
}

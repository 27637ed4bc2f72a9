import { UsageError } from '../../../domain/errors.ts'
import { snapshotTables, type TableName } from '../../../domain/tables/tables.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import type { ResultRow } from '../../../warehouse/warehouse.ts'

/** A curated file, as its store lists it. */
export interface CuratedFile {
  table: TableName
  key: string
  /** The day of the chart; null for files of many days, decisions and runs. */
  chart_date: string | null
  /** When it was written, an ISO instant. */
  written: string
}

type Ask = (sql: string) => Promise<ResultRow[]>

/** Each table after those that it vouches for, as transform writes them: no query sees half of a snapshot. */
export const loadOrder: readonly TableName[] = [...snapshotTables, 'settings', 'runs']

/** Every curated file of the landing tables. */
export async function listCuratedFiles(curated: ObjectStore): Promise<CuratedFile[]> {
  const files: CuratedFile[] = []
  for (const table of loadOrder) {
    for await (const { key, last_modified } of curated.list(`${table}/`)) {
      if (!key.endsWith('.parquet')) continue
      const chart_date = /^[^/]+\/[^/]+\/[^/]+\/(\d{4}-\d{2}-\d{2})\/[^/]+$/.exec(key)?.[1] ?? null
      files.push({ table, key, chart_date, written: last_modified.toISOString() })
    }
  }
  return files
}

/** The files of which landing holds rows, by key. Snowflake tells a file by its path in the bucket. */
export async function landedKeys(ask: Ask): Promise<Set<string>> {
  const keys = new Set<string>()
  for (const table of loadOrder) {
    for (const { file_name } of await ask(`select distinct file_name from landing.${table}`)) {
      if (typeof file_name === 'string') keys.add(file_name)
    }
  }
  return keys
}

/** Throws a `UsageError` where Snowflake reads another place than that of the curated files. */
export async function refuseOtherStage(ask: Ask, stage: string, curated: ObjectStore): Promise<void> {
  const stages = await ask('show stages in schema landing')
  const found = stages.find(({ name }) => String(name).toLowerCase() === stage)
  const url = String(found?.url ?? '')
  if (url === `${curated.address}/`) return
  const place = url === '' ? 'there is no stage to read from' : `Snowflake reads ${url}`
  const next =
    url === ''
      ? '`hitparade deploy --target snowflake` makes it'
      : `name ${url.replace(/\/$/, '')} as "curated" in hitparade.jsonc`
  throw new UsageError(`the curated files lie in ${curated.address}, and ${place}`, { advice: next })
}

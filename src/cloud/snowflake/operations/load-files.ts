import type { TableName } from '../../../domain/tables/tables.ts'
import type { SnowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'
import type { ResultRow } from '../../../warehouse/warehouse.ts'
import { copyStatement } from '../objects/landing-tables.ts'
import { type CuratedFile, loadOrder } from './curated-files.ts'

/** Whether a file was loaded. */
export interface FileOutcome {
  table: TableName
  file: string
  /** `known`: a COPY loaded it within the last 64 days, which Snowflake records. */
  outcome: 'loaded' | 'failed' | 'known'
  rows: number | null
  error: string | null
}

/** Snowflake's limit of files in one COPY. */
const FILES_PER_COPY = 1_000

/**
 * Loads curated files that their pipes have missed into landing. Loading a file twice is harmless: core reads duplicate
 * rows once. A file that cannot be read is skipped whole, and the others are loaded.
 */
export async function loadFiles(
  session: Pick<SnowflakeSession, 'execute'>,
  names: SnowflakeNames,
  files: CuratedFile[],
  onProgress: (done: number, total: number, table: TableName) => void = () => {},
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = []
  for (const table of loadOrder) {
    const keys = files.filter((file) => file.table === table).map(({ key }) => key)
    for (let start = 0; start < keys.length; start += FILES_PER_COPY) {
      onProgress(outcomes.length, files.length, table)
      const batch = keys.slice(start, start + FILES_PER_COPY)
      const { rows } = await session.execute(copyFiles(table, batch, names))
      outcomes.push(...batch.map((key) => readOutcome(table, key, rows)))
    }
  }
  return outcomes
}

/** The statement that loads these files of a table, by key. */
export function copyFiles(table: TableName, keys: string[], names: SnowflakeNames): string {
  const paths = keys.map((key) => key.slice(table.length + 1))
  return `${copyStatement(table, names, paths)}\non_error = skip_file`
}

function readOutcome(table: TableName, key: string, rows: ResultRow[]): FileOutcome {
  const row = rows.find(({ file }) => typeof file === 'string' && (file === key || file.endsWith(`/${key}`)))
  if (row === undefined) return { table, file: key, outcome: 'known', rows: null, error: null }
  const error = typeof row.first_error === 'string' ? row.first_error.replace(/\s*\n\s*/g, ' ') : null
  const outcome = String(row.status).toUpperCase() === 'LOADED' ? 'loaded' : 'failed'
  return { table, file: key, outcome, rows: Number(row.rows_loaded ?? 0), error }
}

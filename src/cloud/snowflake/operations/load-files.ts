import type { TableName } from '../../../domain/tables/tables.ts'
import type { SnowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'
import type { ResultRow } from '../../../warehouse/warehouse.ts'
import { copyStatement } from '../objects/landing-tables.ts'
import { type CuratedFile, loadOrder } from './curated-files.ts'

/** What became of a file. */
export interface FileOutcome {
  table: TableName
  file: string
  /** `known`: a COPY has loaded it before, within the 64 days that it remembers. */
  outcome: 'loaded' | 'failed' | 'known'
  rows: number | null
  error: string | null
}

/** Files that one statement may name. */
const FILES_AT_ONCE = 1_000

/**
 * Loads curated files into landing whose pipe cannot reach them any more. A file that landing holds already only adds
 * rows that core reads once. A file that cannot be read is left out whole, and the others go on.
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
    for (let start = 0; start < keys.length; start += FILES_AT_ONCE) {
      onProgress(outcomes.length, files.length, table)
      const batch = keys.slice(start, start + FILES_AT_ONCE)
      const { rows } = await session.execute(copyFiles(table, batch, names))
      outcomes.push(...batch.map((key) => readOutcome(table, key, rows)))
    }
  }
  return outcomes
}

/** The statement that loads these files of a table. */
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

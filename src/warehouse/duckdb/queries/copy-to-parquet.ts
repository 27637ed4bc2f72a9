import { dirname } from 'node:path'
import { quoteLiteral } from '../../sql-text.ts'
import { sessionStatements } from '../duckdb-engine.ts'
import { toQueryError } from '../duckdb-errors.ts'
import { loadDuckdb } from '../load-duckdb.ts'
import type { FilledQuery } from './fill-parameters.ts'

/**
 * Writes the rows of a query on a DuckDB file to a Parquet file. An engine of its own does it, because those that answer
 * queries cannot write, and on one thread: row groups that are made side by side differ from time to time.
 */
export async function copyToParquet(
  database: string,
  file: string,
  { text, bound }: FilledQuery,
): Promise<void> {
  const { DuckDBInstance } = loadDuckdb()
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    threads: '1',
    temp_directory: dirname(file),
  })
  const connection = await instance.connect()
  try {
    for (const statement of sessionStatements) await connection.run(statement)
    await connection.run(`attach ${quoteLiteral(database)} as warehouse (read_only)`)
    await connection.run('use warehouse')
    await connection.run(`copy (\n${text}\n) to ${quoteLiteral(file)} (format parquet)`, bound)
  } catch (error) {
    throw toQueryError(database, error)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

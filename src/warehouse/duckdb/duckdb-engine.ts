import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api'
import { getMessage, WarehouseError } from '../../domain/errors.ts'
import type { ColumnType } from '../../domain/tables/tables.ts'
import { replaceParameters } from '../sql-parameters.ts'
import type { Parameters, Result, ResultRow, ResultStream, Value } from '../warehouse.ts'

/** One open DuckDB file. */
export interface Engine {
  /** Runs one statement without a result. */
  run(sql: string, parameters?: Parameters): Promise<void>
  query(sql: string, parameters?: Parameters): Promise<Result>
  /** The same on a connection of its own, which is closed with the iteration. */
  stream(sql: string, parameters?: Parameters): Promise<ResultStream>
  close(): void
}

/** What makes DuckDB read the shared SQL as Snowflake does; see also `models/`. */
const prelude = [
  "set default_null_order = 'nulls_last_on_asc_first_on_desc'",
  'set ieee_floating_point_ops = false',
  "set timezone = 'UTC'",
]

/** The oldest format whose dictionaries are compressed, which a chart history mostly is: a sixth less time to write. */
const format = 'v1.3.0'

/**
 * Opens a file. Read-only connections may not touch other files, so that a query cannot write anywhere.
 * Throws code `Unavailable` where the file cannot be opened.
 */
export async function openEngine(path: string, access: 'read_only' | 'read_write'): Promise<Engine> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  let instance: Awaited<ReturnType<typeof DuckDBInstance.create>>
  try {
    instance = await DuckDBInstance.create(path, {
      access_mode: access.toUpperCase(),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      storage_compatibility_version: format,
      ...(access === 'read_only' ? { enable_external_access: 'false' } : {}),
    })
  } catch (error) {
    throw new WarehouseError('Unavailable', `cannot open ${path}: ${getMessage(error)}`, { cause: error })
  }
  const connect = async () => {
    const connection = await instance.connect()
    for (const setting of prelude) await connection.run(setting)
    return connection
  }
  const connection = await connect()
  return {
    async run(sql, parameters = {}) {
      await asked(sql, parameters, (text, used) => connection.run(text, used))
    },
    async query(sql, parameters = {}) {
      const reader = await asked(sql, parameters, (text, used) => connection.runAndReadAll(text, used))
      const columns = columnNames(reader)
      const types = reader.columnTypes().map(String)
      const rows = reader.getRowsJS().map((values) => toRow(columns, types, values))
      return { columns, rows }
    },
    async stream(sql, parameters = {}) {
      // Another query would end a result that is still read from the same connection.
      const own = await connect()
      try {
        const result = await asked(sql, parameters, (text, used) => own.stream(text, used))
        const types = result.columnTypes().map((type) => toColumnType(String(type)))
        return { columns: columnNames(result), types, rows: readRows(result, own) }
      } catch (error) {
        own.closeSync()
        throw error
      }
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** Runs a query with the parameters that it names. */
async function asked<T>(
  sql: string,
  parameters: Parameters,
  run: (text: string, used: Parameters) => Promise<T>,
): Promise<T> {
  const used: Parameters = {}
  const text = replaceParameters(sql, (name) => {
    const value = parameters[name]
    if (value === undefined)
      throw new WarehouseError('Query', `the query wants a parameter :${name}, which was not given`)
    used[name] = value
    return `$${name}`
  })
  return inOurWords(run(text, used))
}

async function inOurWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new WarehouseError('Query', getMessage(error), { cause: error })
  }
}

/** Sums of whole numbers are HUGEINT, which nobody else knows: a bigint holds all that a chart can add up to. */
function toColumnType(type: string): ColumnType {
  if (/^U?(TINY|SMALL)INT$|^INTEGER$/.test(type)) return 'integer'
  if (/^(UINTEGER|U?BIGINT|U?HUGEINT)$/.test(type)) return 'bigint'
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(type)) return 'double'
  if (type === 'BOOLEAN') return 'boolean'
  if (type === 'DATE') return 'date'
  return type.startsWith('TIMESTAMP') ? 'timestamp' : 'text'
}

function columnNames(result: { columnNames(): string[] }): string[] {
  return result.columnNames().map((name) => name.toLowerCase())
}

async function* readRows(result: DuckDBResult, connection: DuckDBConnection): AsyncGenerator<ResultRow> {
  const columns = columnNames(result)
  const types = result.columnTypes().map(String)
  const batches = result.yieldRowsJs()
  try {
    for (
      let batch = await inOurWords(batches.next());
      batch.done !== true;
      batch = await inOurWords(batches.next())
    ) {
      for (const values of batch.value) yield toRow(columns, types, values)
    }
  } finally {
    connection.closeSync()
  }
}

function toRow(columns: string[], types: string[], values: unknown[]): ResultRow {
  const row: ResultRow = {}
  columns.forEach((column, index) => {
    row[column] = toValue(values[index], types[index] ?? '')
  })
  return row
}

/** Whole numbers above 2^53 stay text, so that no digit is lost. */
function toValue(value: unknown, type: string): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
      ? Number(value)
      : value.toString()
  }
  if (value instanceof Date) {
    const iso = value.toISOString()
    return type === 'DATE' ? iso.slice(0, 10) : iso.replace('.000Z', 'Z')
  }
  if (Array.isArray(value)) return value.map((item) => toValue(item, ''))
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  )
}

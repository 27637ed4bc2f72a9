import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api'
import { messageOf, WarehouseError } from '../../errors.ts'
import { replaceParameters } from '../parameters.ts'
import type { Parameters, Result, ResultRow, Value } from '../warehouse.ts'

/** One open DuckDB file. */
export interface Engine {
  /** Runs one statement without a result. */
  run(sql: string, parameters?: Parameters): Promise<void>
  query(sql: string, parameters?: Parameters): Promise<Result>
  close(): void
}

/** What makes DuckDB read the shared SQL as Snowflake does; see also `models/`. */
const prelude = [
  "set default_null_order = 'nulls_last_on_asc_first_on_desc'",
  'set ieee_floating_point_ops = false',
  "set timezone = 'UTC'",
]

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
      ...(access === 'read_only' ? { enable_external_access: 'false' } : {}),
    })
  } catch (error) {
    throw new WarehouseError('Unavailable', `cannot open ${path}: ${messageOf(error)}`, { cause: error })
  }
  const connection = await instance.connect()
  for (const setting of prelude) await connection.run(setting)
  return {
    async run(sql, parameters = {}) {
      await execute(connection, sql, parameters)
    },
    async query(sql, parameters = {}) {
      const reader = await execute(connection, sql, parameters)
      const columns = reader.columnNames().map((name) => name.toLowerCase())
      const types = reader.columnTypes()
      const rows = reader.getRowsJS().map((values) => rowOf(columns, types, values))
      return { columns, rows }
    },
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function execute(connection: DuckDBConnection, sql: string, parameters: Parameters) {
  const used: Parameters = {}
  const text = replaceParameters(sql, (name) => {
    const value = parameters[name]
    if (value === undefined)
      throw new WarehouseError('Query', `the query wants a parameter :${name}, which was not given`)
    used[name] = value
    return `$${name}`
  })
  try {
    return await connection.runAndReadAll(text, used)
  } catch (error) {
    throw new WarehouseError('Query', messageOf(error), { cause: error })
  }
}

function rowOf(columns: string[], types: DuckDBType[], values: unknown[]): ResultRow {
  const row: ResultRow = {}
  columns.forEach((column, index) => {
    row[column] = valueOf(values[index], String(types[index]))
  })
  return row
}

/** Whole numbers above 2^53 stay text, so that no digit is lost. */
function valueOf(value: unknown, type: string): Value {
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
  if (Array.isArray(value)) return value.map((item) => valueOf(item, ''))
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  )
}

import { statSync } from 'node:fs'
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api'
import { WarehouseError } from '../../domain/errors.ts'
import type { ColumnType } from '../../domain/tables/tables.ts'
import { DAY_MS, isoDate } from '../../domain/time.ts'
import type { Parameters, Result, ResultRow, ResultStream, Value } from '../warehouse.ts'
import { toOpenError, toQueryError } from './duckdb-errors.ts'
import { loadDuckdb } from './load-duckdb.ts'
import { fillParameters } from './queries/fill-parameters.ts'

/** One open DuckDB file. */
export interface Engine {
  /** Runs one statement that returns nothing. */
  run(sql: string, parameters?: Parameters): Promise<void>
  query(sql: string, parameters?: Parameters): Promise<Result>
  /** Runs a query on a connection of its own, which closes when the iteration ends. */
  stream(sql: string, parameters?: Parameters): Promise<ResultStream>
  close(): void
}

/** Makes DuckDB run the shared SQL of `models/` as Snowflake does. */
export const sessionStatements = [
  "set default_null_order = 'nulls_last_on_asc_first_on_desc'",
  'set ieee_floating_point_ops = false',
  "set timezone = 'UTC'",
  // DuckDB 1.5.6 ends some queries with `row_number() … = 1` by an internal error in this optimizer.
  "set disabled_optimizers = 'top_n_window_elimination'",
]

/** The oldest storage format that compresses dictionaries, which hold most of a chart history: writing takes a sixth less time. */
const storageVersion = 'v1.3.0'

type Access = 'read_only' | 'read_write'

/** With which DuckDB opens a file. */
export function engineSettings(access: Access): Record<string, string> {
  return {
    access_mode: access.toUpperCase(),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    storage_compatibility_version: storageVersion,
    ...(access === 'read_only' ? { enable_external_access: 'false' } : {}),
  }
}

export interface EngineOptions {
  /** Seconds after which a query fails; left out: none. */
  mostSeconds?: number | undefined
  /** Threads that work on a query; left out: one for each core, and one alone for a small file that is only read. */
  threads?: number | undefined
}

/**
 * Bytes of a warehouse below which one thread is enough: most of the time goes into planning, and threads that wait for each
 * other cost a fifth more. An empty one has half of them.
 */
export const SMALL = 2 ** 24

function countThreads(path: string, access: Access): Record<string, string> {
  const size = access === 'read_only' ? statSync(path, { throwIfNoEntry: false })?.size : undefined
  return size !== undefined && size < SMALL ? { threads: '1' } : {}
}

/** Connections that stay open between queries. */
const mostIdle = 4

/**
 * Opens a file. Read-only connections cannot access other files, so that a query cannot write anywhere; queries that run
 * at the same time do not wait for each other. With `mostSeconds`, a query that takes longer throws code `Timeout`.
 * Throws code `Damaged` if the file cannot be read, and `Unavailable` with `details.holder_pid` if it is locked.
 */
export async function openEngine(
  path: string,
  access: Access,
  { mostSeconds, threads }: EngineOptions = {},
): Promise<Engine> {
  const { DuckDBInstance } = loadDuckdb()
  let instance: Awaited<ReturnType<typeof DuckDBInstance.create>>
  try {
    const limits = threads === undefined ? countThreads(path, access) : { threads: String(threads) }
    instance = await DuckDBInstance.create(path, { ...engineSettings(access), ...limits })
  } catch (error) {
    throw toOpenError(path, error)
  }
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      throw toQueryError(path, error)
    }
  }
  const connect = async () => {
    const connection = await instance.connect()
    for (const statement of sessionStatements) await connection.run(statement)
    return connection
  }
  const connection = await connect()
  const idle = [connection]
  const withConnection = async <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    // A transaction, and what a load prepares, belong to one connection.
    if (access === 'read_write') return work(connection)
    const own = idle.pop() ?? (await connect())
    try {
      return await work(own)
    } finally {
      if (idle.length < mostIdle) idle.push(own)
      else own.closeSync()
    }
  }
  return {
    async run(sql, parameters = {}) {
      const { text, bound } = fillParameters(sql, parameters)
      await withConnection((own) => guard(own.run(text, bound)))
    },
    async query(sql, parameters = {}) {
      const { text, bound } = fillParameters(sql, parameters)
      const reader = await withConnection((own) =>
        interruptAfter(own, mostSeconds, () => guard(own.runAndReadAll(text, bound))),
      )
      const columns = columnNames(reader)
      const types = reader.columnTypes().map(String)
      const rows = reader.getRowsJS().map(createToRow(columns, types))
      return { columns, rows }
    },
    async stream(sql, parameters = {}) {
      const { text, bound } = fillParameters(sql, parameters)
      // A second query on a connection would end the result that is still being read from it.
      const own = await connect()
      try {
        const result = await guard(own.stream(text, bound))
        const types = result.columnTypes().map((type) => toColumnType(String(type)))
        return { columns: columnNames(result), types, rows: readRows(result, own, guard) }
      } catch (error) {
        own.closeSync()
        throw error
      }
    },
    close() {
      for (const each of idle) each.closeSync()
      instance.closeSync()
    },
  }
}

/** Ends the work of a connection after some seconds, with an error of code `Timeout`. */
async function interruptAfter<T>(
  connection: DuckDBConnection,
  seconds: number | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (seconds === undefined) return work()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    connection.interrupt()
  }, seconds * 1000)
  try {
    return await work()
  } catch (cause) {
    if (!isLate) throw cause
    throw new WarehouseError('Timeout', `the query took longer than ${seconds} seconds`, {
      details: { seconds },
      retryable: true,
      cause,
    })
  } finally {
    clearTimeout(timer)
  }
}

/** DuckDB sums whole numbers as HUGEINT, a type of its own. A bigint holds every sum that charts come to. */
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

async function* readRows(
  result: DuckDBResult,
  connection: DuckDBConnection,
  guard: <T>(work: Promise<T>) => Promise<T>,
): AsyncGenerator<ResultRow> {
  const columns = columnNames(result)
  const types = result.columnTypes().map(String)
  const toRow = createToRow(columns, types)
  const batches = result.yieldRowsJs()
  try {
    for (let batch = await guard(batches.next()); !batch.done; batch = await guard(batches.next())) {
      for (const values of batch.value) yield toRow(values)
    }
  } finally {
    connection.closeSync()
  }
}

/** Makes rows of the values of a result. All have the shape of one object, which is faster than to add its columns one by one. */
function createToRow(columns: string[], types: string[]): (values: readonly unknown[]) => ResultRow {
  const shape: ResultRow = JSON.parse(
    JSON.stringify(Object.fromEntries(columns.map((column) => [column, null]))),
  )
  return (values) => {
    const row = { ...shape }
    for (const [index, column] of columns.entries()) row[column] = toValue(values[index], types[index] ?? '')
    return row
  }
}

/** Whole numbers above 2^53 become text, so that no digit is lost. */
function toValue(value: unknown, type: string): Value {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
      ? Number(value)
      : value.toString()
  }
  if (value instanceof Date) {
    return type === 'DATE' ? isoDate(value.getTime() / DAY_MS) : value.toISOString().replace('.000Z', 'Z')
  }
  if (Array.isArray(value)) return value.map((item) => toValue(item, ''))
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? inner.toString() : inner,
  )
}

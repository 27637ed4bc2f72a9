import { statSync } from 'node:fs'
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api'
import { WarehouseError } from '../../domain/errors.ts'
import type { ColumnType } from '../../domain/tables/tables.ts'
import type { Parameters, Result, ResultRow, ResultStream } from '../warehouse.ts'
import { toOpenError, toQueryError } from './duckdb-errors.ts'
import { loadDuckdb } from './load-duckdb.ts'
import { type FilledQuery, fillParameters } from './queries/fill-parameters.ts'
import { chunkReader, listColumns } from './queries/read-chunk.ts'

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
      const { result, chunks } = await withConnection((own) =>
        interruptAfter(own, mostSeconds, () => guard(runAndFetch(own, text, bound))),
      )
      const columns = listColumns(result)
      return { columns, rows: chunks.flatMap(chunkReader(columns, result.columnTypes())) }
    },
    async stream(sql, parameters = {}) {
      const { text, bound } = fillParameters(sql, parameters)
      // A second query on a connection would end the result that is still being read from it.
      const own = await connect()
      try {
        const result = await guard(own.stream(text, bound))
        const types = result.columnTypes().map((type) => toColumnType(String(type)))
        return { columns: listColumns(result), types, rows: readRows(result, own, guard) }
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

async function runAndFetch(connection: DuckDBConnection, text: string, bound: FilledQuery['bound']) {
  const result = await connection.run(text, bound)
  return { result, chunks: await result.fetchAllChunks() }
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

async function* readRows(
  result: DuckDBResult,
  connection: DuckDBConnection,
  guard: <T>(work: Promise<T>) => Promise<T>,
): AsyncGenerator<ResultRow> {
  const readChunk = chunkReader(listColumns(result), result.columnTypes())
  const chunks = result[Symbol.asyncIterator]()
  try {
    for (let next = await guard(chunks.next()); !next.done; next = await guard(chunks.next()))
      yield* readChunk(next.value)
  } finally {
    connection.closeSync()
  }
}

import type { Connection, RowStatement, SnowflakeError } from 'snowflake-sdk'
import { WarehouseError } from '../../domain/errors.ts'
import { nameColumns } from '../name-columns.ts'
import { replaceParameters } from '../sql-parameters.ts'
import type { Parameters, Result, ResultRow, ResultStream } from '../warehouse.ts'
import { toWarehouseError } from './snowflake-errors.ts'
import { connectionOptions, type SnowflakeLogin } from './snowflake-login.ts'
import { loadSdk } from './snowflake-sdk.ts'
import { toColumnType, valueReader } from './snowflake-values.ts'

/** One login. All errors are `WarehouseError`s or, before the login, `ConfigError`s. */
export interface SnowflakeSession {
  /** Runs one statement of any kind. `:name` in it is bound to the parameter of that name. */
  execute(sql: string, parameters?: Parameters): Promise<Result>
  /** The same, row by row: the driver fetches the chunks of a large result while you read it. */
  stream(sql: string, parameters?: Parameters): Promise<ResultStream>
  close(): Promise<void>
}

/** Session parameters that the SQL of both engines relies on, and that an account or a user may have changed. */
const parameters = [
  "timezone = 'UTC'",
  "timestamp_type_mapping = 'TIMESTAMP_NTZ'",
  "date_input_format = 'AUTO'",
  "timestamp_input_format = 'AUTO'",
  'quoted_identifiers_ignore_case = false',
]

/** Logs in. Throws code `Denied` if Snowflake rejects the login, and `Unavailable` if it cannot be reached. */
export async function openSnowflake(login: SnowflakeLogin): Promise<SnowflakeSession> {
  const options = connectionOptions(login)
  const sdk = await loadSdk()
  const connection = await connect(() => sdk.createConnection(options), login)
  const { querySeconds } = login
  const limits = querySeconds === undefined ? [] : [`statement_timeout_in_seconds = ${querySeconds}`]
  await execute(
    connection,
    toPositional(`alter session set ${[...parameters, ...limits].join(' ')}`, {}),
    login,
  )
  const stream = async (sql: string, bound: Parameters = {}): Promise<ResultStream> => {
    const statement = await execute(connection, toPositional(sql, bound), login)
    const columns = statement.getColumns() ?? []
    const names = nameColumns(columns.map((column) => column.getName()))
    const readers = columns.map(valueReader)
    return {
      columns: names,
      types: columns.map(toColumnType),
      rows: streamRows(statement, names, readers, login),
    }
  }
  return {
    stream,
    async execute(sql, bound) {
      const { columns, rows: streamed } = await stream(sql, bound)
      const rows: ResultRow[] = []
      for await (const row of streamed) rows.push(row)
      return { columns, rows }
    },
    // An error here means that the session has ended already.
    close: () => new Promise((resolve) => connection.destroy(() => resolve())),
  }
}

function connect(create: () => Connection, login: SnowflakeLogin): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(toWarehouseError(error, login, 'login'))
    try {
      const connection = create()
      connection.connectAsync((error) => (error == null ? resolve(connection) : fail(error))).catch(fail)
    } catch (error) {
      fail(error)
    }
  })
}

interface Positional {
  sqlText: string
  binds: Exclude<Parameters[string], undefined>[]
}

/** Replaces each `:name` with `?` and lists its values, since Snowflake's driver binds by position only. */
function toPositional(sql: string, parameters: Parameters): Positional {
  const binds: Positional['binds'] = []
  const sqlText = replaceParameters(sql, (name) => {
    const value = parameters[name]
    if (value === undefined)
      throw new WarehouseError('Query', `the query has a parameter :${name}, but no value was given for it`)
    binds.push(value)
    return '?'
  })
  return { sqlText, binds }
}

function execute(
  connection: Connection,
  { sqlText, binds }: Positional,
  login: SnowflakeLogin,
): Promise<RowStatement> {
  return new Promise((resolve, reject) => {
    const complete = (error: SnowflakeError | undefined, statement: RowStatement) =>
      error == null ? resolve(statement) : reject(toWarehouseError(error, login))
    try {
      connection.execute({ sqlText, ...(binds.length === 0 ? {} : { binds }), streamResult: true, complete })
    } catch (error) {
      reject(toWarehouseError(error, login))
    }
  })
}

async function* streamRows(
  statement: RowStatement,
  names: string[],
  readers: ReturnType<typeof valueReader>[],
  login: SnowflakeLogin,
): AsyncGenerator<ResultRow> {
  try {
    for await (const values of statement.streamRows() as AsyncIterable<unknown[]>) {
      const row: ResultRow = {}
      names.forEach((name, index) => {
        row[name] = readers[index]?.(values[index]) ?? null
      })
      yield row
    }
  } catch (error) {
    throw toWarehouseError(error, login)
  }
}

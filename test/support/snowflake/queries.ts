import { randomUUID } from 'node:crypto'
import { chunkHeaders } from './chunks.ts'
import { toSnowflakeError } from './errors.ts'
import type { Answer, Bind } from './run.ts'
import type { Session } from './sessions.ts'
import { execute } from './statements.ts'
import type { World } from './world.ts'

export interface QueryRequest {
  sqlText: string
  bindings?: Record<string, Bind>
}

/** A statement that was asked for, until its answer has been fetched. */
interface Query {
  id: string
  requestId: string
  session: Session
  answer: Promise<object>
  /** How often the client is still told to ask again. */
  polls: number
}

export interface Queries {
  start(request: QueryRequest, requestId: string, session: Session): Promise<object>
  result(id: string): Promise<object>
  /** By the id of the query or of its request. */
  cancel(id: string): object
  /** The next queries answer "in progress" this many times before their result. */
  answerLate(polls: number): void
}

export function createQueries(world: World): Queries {
  const queries = new Map<string, Query>()
  let late = 0

  const tell = async (query: Query): Promise<object> => {
    if (query.polls > 0) {
      query.polls -= 1
      return inProgress(query)
    }
    queries.delete(query.id)
    return query.answer
  }
  return {
    start({ sqlText, bindings = {} }, requestId, session) {
      const binds = Object.values(bindings)
      const id = randomUUID()
      const query: Query = {
        id,
        requestId,
        session,
        polls: late,
        answer: Promise.resolve({}),
      }
      query.answer = session.last
        .then(() => execute(sqlText, binds, session, world))
        .then(
          (answer) => succeeded(answer, id, session),
          (error: unknown) => failed(error, id),
        )
      session.last = query.answer
      queries.set(id, query)
      return tell(query)
    },
    async result(id) {
      const query = queries.get(id)
      return query === undefined
        ? { success: false, code: '000709', message: `Statement ${id} not found`, data: null }
        : tell(query)
    },
    cancel(id) {
      const query = [...queries.values()].find((each) => each.id === id || each.requestId === id)
      query?.session.connection.interrupt()
      if (query !== undefined) query.polls = 0
      return { success: true, code: null, message: null, data: null }
    },
    answerLate(polls) {
      late = polls
    },
  }
}

function inProgress({ id }: Query): object {
  return {
    success: true,
    code: '333333',
    message: 'Query execution in progress. Query will be aborted if result is not fetched.',
    data: {
      queryId: id,
      getResultUrl: `/queries/${id}/result`,
      queryAbortsAfterSecs: 300,
      progressDesc: null,
    },
  }
}

function succeeded(answer: Answer, queryId: string, session: Session): object {
  const { rowtype, rowset, chunks, total, statementTypeId } = answer
  const large = chunks.length > 0 ? { chunks, chunkHeaders, qrmk: 'bm90IGEga2V5' } : {}
  return {
    success: true,
    code: null,
    message: null,
    data: {
      parameters,
      rowtype,
      rowset,
      total,
      returned: total,
      queryId,
      databaseProvider: null,
      finalDatabaseName: session.database,
      finalSchemaName: session.schema,
      finalWarehouseName: session.warehouse,
      finalRoleName: session.role,
      numberOfBinds: 0,
      arrayBindSupported: false,
      statementTypeId,
      version: 1,
      queryResultFormat: 'json',
      ...large,
    },
  }
}

function failed(error: unknown, queryId: string): object {
  const { code, sqlState, message } = toSnowflakeError(error)
  return {
    success: false,
    code,
    message,
    data: {
      internalError: false,
      errorCode: code,
      age: 0,
      sqlState,
      queryId,
      line: -1,
      pos: -1,
      type: 'COMPILATION',
    },
  }
}

/** What a session answers with beside every result: the driver reads formats and the time zone from it. */
export const parameters = Object.entries({
  TIMEZONE: 'America/Los_Angeles',
  DATE_OUTPUT_FORMAT: 'YYYY-MM-DD',
  TIME_OUTPUT_FORMAT: 'HH24:MI:SS',
  TIMESTAMP_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM',
  TIMESTAMP_NTZ_OUTPUT_FORMAT: 'YYYY-MM-DD HH24:MI:SS.FF3',
  TIMESTAMP_LTZ_OUTPUT_FORMAT: '',
  TIMESTAMP_TZ_OUTPUT_FORMAT: '',
  BINARY_OUTPUT_FORMAT: 'HEX',
  CLIENT_SESSION_KEEP_ALIVE: false,
  CLIENT_STAGE_ARRAY_BINDING_THRESHOLD: 65_280,
  JS_TREAT_INTEGER_AS_BIGINT: false,
  QUERY_CONTEXT_CACHE_SIZE: 5,
}).map(([name, value]) => ({ name, value }))

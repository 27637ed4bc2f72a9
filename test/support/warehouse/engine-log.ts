import { basename } from 'node:path'
import type { Engine, openEngine } from '../../../src/warehouse/duckdb/duckdb-engine.ts'
import type { Parameters, Result } from '../../../src/warehouse/warehouse.ts'

/** What one open file was asked, in order. */
export interface EngineSession {
  file: string
  access: 'read_only' | 'read_write'
  statements: LoggedStatement[]
}

export interface LoggedStatement {
  sql: string
  parameters: Parameters
  /** Null for a statement that returns nothing. */
  result: Result | null
}

/** The same function, which adds every session to the log. Streams are left out: they run the queries of insights. */
export function logEngines(open: typeof openEngine, log: EngineSession[]): typeof openEngine {
  return async (path, access) => {
    const engine = await open(path, access)
    const session: EngineSession = { file: basename(path), access, statements: [] }
    log.push(session)
    const logged: Engine = {
      ...engine,
      async run(sql, parameters = {}) {
        await engine.run(sql, parameters)
        session.statements.push({ sql, parameters, result: null })
      },
      async query(sql, parameters = {}) {
        const result = await engine.query(sql, parameters)
        session.statements.push({ sql, parameters, result })
        return result
      },
    }
    return logged
  }
}

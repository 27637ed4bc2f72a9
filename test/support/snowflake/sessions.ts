import { randomBytes } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { SnowflakeError } from './errors.ts'
import type { SnowflakeUser } from './users.ts'

/** One logged-in client. Names are upper case; null where nothing is in use. */
export interface Session {
  id: number
  user: SnowflakeUser
  role: string
  warehouse: string | null
  database: string | null
  schema: string | null
  token: string
  masterToken: string
  isExpired: boolean
  connection: DuckDBConnection
  /** Of `alter session set`; keys in lower case. */
  settings: Record<string, string>
  /** The end of the statement that runs: one connection of DuckDB streams one result at a time. */
  last: Promise<unknown>
}

export interface Sessions {
  open(session: Omit<Session, 'id' | 'token' | 'masterToken' | 'isExpired' | 'settings' | 'last'>): Session
  /** The session of an `Authorization` header. Throws 390104, 390111 or 390112. */
  of(authorization: string | undefined): Session
  /** A new session token for the master token of the header. */
  renew(authorization: string | undefined): Session
  close(session: Session): void
  /** Makes every session token too old, as an hour without a word does. */
  expireAll(): void
  count(): number
  newest(): Session | undefined
}

export function createSessions(): Sessions {
  const sessions = new Map<number, Session>()
  let last = 1_000
  const find = (is: (session: Session) => boolean) => [...sessions.values()].find(is)
  return {
    open(session) {
      last += 1
      const tokens = { token: newToken(), masterToken: newToken(), isExpired: false }
      const opened = { ...session, ...tokens, id: last, settings: {}, last: Promise.resolve() }
      sessions.set(opened.id, opened)
      return opened
    },
    of(authorization) {
      const token = tokenIn(authorization)
      const session = find((each) => each.token === token)
      if (session === undefined) throw tokenError('390104', 'Session token is invalid')
      if (session.isExpired) throw tokenError('390112', 'Your session has expired. Please login again.')
      return session
    },
    renew(authorization) {
      const token = tokenIn(authorization)
      const session = find((each) => each.masterToken === token)
      if (session === undefined)
        throw tokenError('390114', 'Authentication token has expired. The user must authenticate again.')
      session.token = newToken()
      session.isExpired = false
      return session
    },
    close(session) {
      sessions.delete(session.id)
      session.connection.closeSync()
    },
    expireAll() {
      for (const session of sessions.values()) session.isExpired = true
    },
    count: () => sessions.size,
    newest: () => [...sessions.values()].at(-1),
  }
}

function tokenIn(authorization: string | undefined): string | undefined {
  return /^Snowflake Token="(.+)"$/.exec(authorization ?? '')?.[1]
}

function newToken(): string {
  return `ver:3-hint:${randomBytes(24).toString('base64')}`
}

function tokenError(code: string, message: string): SnowflakeError {
  return new SnowflakeError(code, '08001', message)
}

import { WarehouseError } from '../../domain/errors.ts'
import type { Warehouse } from '../warehouse.ts'
import type { SnowflakeLogin } from './snowflake-login.ts'
import { openSnowflake, type SnowflakeSession } from './snowflake-session.ts'

/**
 * The warehouse as a Snowflake database with the schemas landing, core, bi and insights. Its pipes load curated files as
 * they arrive. It logs in at the first query.
 */
export function snowflakeWarehouse(login: SnowflakeLogin): Warehouse {
  let opening: Promise<SnowflakeSession> | null = null
  const session = () => {
    opening ??= openSnowflake(login).catch((error: unknown) => {
      opening = null
      throw error
    })
    return opening
  }
  return {
    async query(sql, parameters) {
      requireRead(sql)
      return (await session()).execute(sql, parameters)
    },
    async stream(sql, parameters) {
      requireRead(sql)
      return (await session()).stream(sql, parameters)
    },
    async close() {
      const last = opening
      opening = null
      await (await last?.catch(() => null))?.close()
    },
  }
}

/** First words of the statements that only read. */
const readWords = ['select', 'with', 'values', 'show', 'describe', 'desc', 'explain', 'list', 'ls']

/** The role may be allowed to write; a query is not. */
function requireRead(sql: string): void {
  const word = /^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([a-z]*)/i.exec(sql)?.[1]?.toLowerCase() ?? ''
  if (readWords.includes(word)) return
  throw new WarehouseError(
    'Query',
    `expected a query that only reads, got ${word === '' ? 'no statement' : word.toUpperCase()}`,
  )
}

import { WarehouseError } from '../../domain/errors.ts'
import type { Warehouse } from '../warehouse.ts'
import type { SnowflakeLogin } from './snowflake-login.ts'
import { openSnowflake, type SnowflakeSession } from './snowflake-session.ts'

export interface SnowflakeOptions {
  login: SnowflakeLogin
  /** Where the curated files are put: a folder or `s3://…`. */
  curated: string
}

/**
 * The warehouse as a database of Snowflake, with schemas landing, core and insights. Pipes load it as files arrive:
 * `load` has nothing to do here. The login is made when the first question is asked.
 */
export function snowflakeWarehouse({ login, curated }: SnowflakeOptions): Warehouse {
  let opening: Promise<SnowflakeSession> | null = null
  const session = () => {
    opening ??= openSnowflake(login).catch((error: unknown) => {
      opening = null
      throw error
    })
    return opening
  }
  return {
    loads: 'by itself',
    load: () => Promise.resolve({ files: 0, charts: 0, note: loadingNote(curated) }),
    async rebuild() {
      throw new WarehouseError('Unsupported', 'Snowflake computes core from landing by itself', {
        advice: 'there is nothing to rebuild',
      })
    },
    async query(sql, parameters) {
      refuseWrites(sql)
      return (await session()).execute(sql, parameters)
    },
    async stream(sql, parameters) {
      refuseWrites(sql)
      return (await session()).stream(sql, parameters)
    },
    waiting: () => Promise.resolve({ files: 0, refusal: null }),
    async close() {
      const last = opening
      opening = null
      await (await last?.catch(() => null))?.close()
    },
  }
}

/** What becomes of curated files that were just written. */
function loadingNote(curated: string): string {
  return curated.startsWith('s3://')
    ? "Snowflake's pipes load new curated files by themselves, mostly within a minute"
    : `the curated files lie in ${curated}, where Snowflake's pipes do not look: name their bucket as "curated" in hitparade.jsonc`
}

/** Words that a statement begins with that only reads. */
const reading = ['select', 'with', 'values', 'show', 'describe', 'desc', 'explain', 'list', 'ls']

/** A role may be allowed to write; a question never does. */
function refuseWrites(sql: string): void {
  const word = /^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([a-z]*)/i.exec(sql)?.[1]?.toLowerCase() ?? ''
  if (reading.includes(word)) return
  throw new WarehouseError(
    'Query',
    `expected a query that only reads, got ${word === '' ? 'none' : word.toUpperCase()}`,
  )
}

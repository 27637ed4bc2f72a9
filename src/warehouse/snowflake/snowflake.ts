import { WarehouseError } from '../../errors.ts'
import type { Warehouse } from '../warehouse.ts'
import type { SnowflakeLogin } from './login.ts'
import { openSnowflake, type SnowflakeSession } from './session.ts'

/**
 * The warehouse as a database of Snowflake, with schemas landing, core and insights. Pipes load it as files arrive:
 * `load` has nothing to do here. The login is made when the first question is asked.
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
    loads: 'by itself',
    load: () => Promise.resolve({ files: 0, charts: 0 }),
    async rebuild() {
      throw new WarehouseError(
        'Unsupported',
        'there is nothing to rebuild in Snowflake: its core is computed from landing by itself; ' +
          '`hitparade load --warehouse snowflake --from <date>` brings in files that its pipes have missed',
      )
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

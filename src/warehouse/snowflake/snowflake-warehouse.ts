import { requireRead } from '../require-read.ts'
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

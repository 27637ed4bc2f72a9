import { doesNotExist, SnowflakeError } from './errors.ts'
import type { Session } from './sessions.ts'
import { qualified } from './statement.ts'
import { nameParts } from './text.ts'
import type { World } from './world.ts'

/** The verb, and the table that it changes. */
const writes =
  /^(insert|update|delete|merge|truncate)\s+(?:into\s+|from\s+|table\s+)?((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))*)/i

/**
 * Asks whether the session's role may read, and write, every table that a query names. As in Snowflake, what a
 * role may not see does not exist for it. Throws 002003, 003001, 000606, 090105.
 */
export function access(sql: string, session: Session, world: World): void {
  const [, word, changed] = writes.exec(sql) ?? []
  const target = changed === undefined ? null : qualified(session, nameParts(changed)).join('.')
  const tables = [...tablesIn(sql, session, world), ...(target === null ? [] : [nameParts(target)])]
  if (tables.length === 0) return
  if (session.warehouse === null) {
    throw new SnowflakeError(
      '000606',
      '57P03',
      "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command.",
    )
  }
  for (const name of tables) {
    const [database = '', schema = '', table = ''] = name
    const full = name.join('.')
    // Of these everybody sees what is his.
    if (schema === 'INFORMATION_SCHEMA') continue
    const may = (privilege: string) =>
      ['table', 'view', 'dynamic table'].some((kind) =>
        world.catalogue.may(session.role, privilege, kind, full),
      ) || world.catalogue.may(session.role, privilege, 'schema', `${database}.${schema}`)
    const sees = may('SELECT') || may('INSERT')
    if (!sees) throw doesNotExist('Object', full)
    if (word !== undefined && full === target && !may(word.toUpperCase())) {
      throw new SnowflakeError(
        '003001',
        '42501',
        `SQL access control error:\nInsufficient privileges to operate on table '${table}'`,
      )
    }
  }
}

/** Every table and view that the text names, with database and schema. What views read is their owner's business. */
function tablesIn(sql: string, session: Session, world: World): string[][] {
  const text = sql.toUpperCase().replaceAll('"', '')
  const isNamed = ([database = '', schema = '', table = '']: string[]) => {
    const here = database === session.database && schema === session.schema
    const written = here ? `(?:${schema}\\.)?${table}` : `${schema}\\.${table}`
    return new RegExp(`\\b${written.replaceAll('$', '\\$')}\\b`).test(text)
  }
  const views = world.catalogue.list('view').map(({ name }) => nameParts(name))
  let tables: readonly string[]
  try {
    tables = session.connection.getTableNames(sql, true)
  } catch {
    // What DuckDB cannot read it refuses itself.
    return []
  }
  // DuckDB names the tables that a view reads in place of the view, and puts names that are also words in quotes.
  return [
    ...tables.map((name) => qualified(session, nameParts(name.replace(/ as \S+$/i, '').toUpperCase()))),
    ...views,
  ].filter(isNamed)
}

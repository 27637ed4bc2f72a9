import { doesNotExist, SnowflakeError } from './errors.ts'
import type { Session } from './sessions.ts'
import { qualified } from './statement.ts'
import { nameParts } from './text.ts'
import type { World } from './world.ts'

/** The verb, and the table that it changes. */
const writes =
  /^(insert|update|delete|merge|truncate)\s+(?:into\s+|from\s+|table\s+)?((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))*)/i

/**
 * Checks that the session's role may read and write every table that a query names. As in Snowflake, an object that a
 * role may not see does not exist for it. Throws 002003, 003001, 000606, 090105.
 */
export async function access(sql: string, session: Session, world: World): Promise<void> {
  const [, word, changed] = writes.exec(sql) ?? []
  const target = changed === undefined ? null : qualified(session, nameParts(changed)).join('.')
  const tables = [...(await tablesIn(sql, session)), ...(target === null ? [] : [nameParts(target)])]
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

/** Every table and view that a query names, with database and schema; what a view reads is its owner's affair. */
async function tablesIn(sql: string, session: Session): Promise<string[][]> {
  const prepared = await session.connection.prepare('select json_serialize_sql(cast(? as varchar))')
  prepared.bindVarchar(1, sql)
  const [[text] = []] = await (await prepared.run()).getRows()
  // Another statement, or one that cannot be parsed, has no tree.
  const tree = JSON.parse(String(text)) as object
  const names = new Map<string, string[]>()
  const within = new Set<string>()
  visit(tree, (node) => {
    for (const { key } of (node.cte_map as { map?: { key: string }[] })?.map ?? []) within.add(key)
    if (node.type !== 'BASE_TABLE') return
    const parts = [node.catalog_name, node.schema_name, node.table_name]
      .map(String)
      .filter((part) => part !== '')
    names.set(parts.join('.'), parts)
  })
  return [...names.values()]
    .filter((parts) => parts.length > 1 || !within.has(parts[0] ?? ''))
    .map((parts) =>
      qualified(
        session,
        parts.map((part) => part.toUpperCase()),
      ),
    )
}

function visit(node: unknown, each: (node: Record<string, unknown>) => void) {
  if (typeof node !== 'object' || node === null) return
  if (!Array.isArray(node)) each(node as Record<string, unknown>)
  for (const inner of Object.values(node)) visit(inner, each)
}

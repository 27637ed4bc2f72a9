import { doesNotExist } from '../errors.ts'
import type { Session } from '../sessions.ts'
import { done, type Statement } from '../statement.ts'
import { identifier, nameParts, parseProperties } from '../text.ts'
import type { World } from '../world.ts'

/** `use`, `alter session`, and the functions that tell where the session is. */
export const sessionStatements: Statement[] = [
  {
    pattern: /^use\s+role\s+(\S+)$/i,
    handle({ match, session }) {
      const role = identifier(match[1] ?? '')
      if (!session.user.roles.has(role)) throw doesNotExist('Role', role)
      session.role = role
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^use\s+warehouse\s+(\S+)$/i,
    handle({ match, session, world }) {
      const warehouse = identifier(match[1] ?? '')
      if (!world.catalogue.may(session.role, 'USAGE', 'warehouse', warehouse))
        throw doesNotExist('Warehouse', warehouse)
      session.warehouse = warehouse
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^use\s+(?:database\s+|schema\s+)?(\S+)$/i,
    async handle({ match, sql, session, world }) {
      const parts = nameParts(match[1] ?? '')
      const isSchema = /^use\s+schema/i.test(sql) || parts.length > 1
      const [database, schema] = isSchema && parts.length === 1 ? [session.database, parts[0]] : parts
      await enter(world, session, database ?? '', schema ?? 'PUBLIC')
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^alter\s+session\s+set\s+([\s\S]+)$/i,
    handle({ match, session }) {
      Object.assign(session.settings, parseProperties(match[1] ?? ''))
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /\bcurrent_(?:role|user|warehouse|account|region|version)\(\)/i,
    handle({ sql, session, world, run, binds }) {
      const told: Record<string, string | null> = {
        role: session.role,
        user: session.user.name,
        warehouse: session.warehouse,
        account: world.account,
        region: 'AWS_EU_CENTRAL_1',
        version: '10.40.0',
      }
      const text = sql.replace(
        /\bcurrent_(role|user|warehouse|account|region|version)\(\)/gi,
        (_, what: string) => {
          const value = told[what.toLowerCase()]
          return value == null ? 'null' : `'${value}'`
        },
      )
      return run(text, binds)
    },
  },
]

/** Makes a schema the session's current one. Throws 002003 where it is not there or the role may not use it. */
export async function enter(world: World, session: Session, database: string, schema: string): Promise<void> {
  if (!world.catalogue.may(session.role, 'USAGE', 'database', database))
    throw doesNotExist('Database', database)
  const use = (name: string) => session.connection.run(`use "${database.toLowerCase()}"."${name}"`)
  await use(schema.toLowerCase()).catch(() => {
    // A DuckDB file that was attached has DuckDB's own default schema instead.
    if (schema === 'PUBLIC') return use('main')
    throw doesNotExist('Schema', `${database}.${schema}`)
  })
  session.database = database
  session.schema = schema
}

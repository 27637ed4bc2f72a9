import { notAuthorized } from '../errors.ts'
import { done, type Statement, type StatementContext } from '../statement.ts'
import { nameParts, parseProperties } from '../text.ts'
import { parseColumns } from './models.ts'

const head = (kind: string) =>
  new RegExp(
    String.raw`^create\s+(or\s+replace\s+)?(?:transient\s+)?${kind}\s+(if\s+not\s+exists\s+)?("[^"]+"|[\w.$"]+)([\s\S]*)$`,
    'i',
  )

/** Databases are DuckDB databases, schemas, tables and views DuckDB's; the catalogue knows their owners besides. */
export const schemaStatements: Statement[] = [
  {
    pattern: head('database'),
    async handle(context) {
      const { match, session, catalogue, world, run } = context
      const [, , ifNotExists, name = '', rest = ''] = match
      const [database = ''] = nameParts(name)
      catalogue.demand(session.role, 'CREATE DATABASE', 'account', world.account)
      const { isNew } = catalogue.create(
        { kind: 'database', name: database, owner: session.role, properties: parseProperties(rest) },
        { ifNotExists: ifNotExists !== undefined },
      )
      if (!isNew) return done(`${database} already exists, statement succeeded.`)
      await run(`attach ':memory:' as "${database.toLowerCase()}"`)
      await run(`create schema "${database.toLowerCase()}".public`)
      catalogue.create({ kind: 'schema', name: `${database}.PUBLIC`, owner: session.role, properties: {} })
      return done(`Database ${database} successfully created.`)
    },
  },
  {
    pattern: head('schema'),
    async handle(context) {
      const { match, session, catalogue, run } = context
      const [, , ifNotExists, name = '', rest = ''] = match
      const parts = nameParts(name)
      const [database = '', schema = ''] = parts.length > 1 ? parts : [session.database ?? '', ...parts]
      catalogue.demand(session.role, 'CREATE SCHEMA', 'database', database)
      const { isNew } = catalogue.create(
        {
          kind: 'schema',
          name: `${database}.${schema}`,
          owner: session.role,
          properties: parseProperties(rest),
        },
        { ifNotExists: ifNotExists !== undefined },
      )
      if (!isNew) return done(`${schema} already exists, statement succeeded.`)
      await run(`create schema "${database.toLowerCase()}"."${schema.toLowerCase()}"`)
      return done(`Schema ${schema} successfully created.`)
    },
  },
  { pattern: head('table'), handle: (context) => createInSchema(context, 'table') },
  { pattern: head('view'), handle: (context) => createInSchema(context, 'view') },
  {
    pattern: /^(drop|alter)\s+(table|view|schema|database)\b(?:\s+if\s+exists)?\s+([\w.$"]+)/i,
    async handle(context) {
      const { match, sql, session, catalogue, run, qualified } = context
      const [, verb = '', kind = '', name = ''] = match
      const parts = nameParts(name)
      const full =
        kind.toLowerCase() === 'database'
          ? parts.join('.')
          : kind.toLowerCase() === 'schema'
            ? (parts.length > 1 ? parts : [session.database, ...parts]).join('.')
            : qualified(name)
      if (!catalogue.may(session.role, 'OWNERSHIP', kind.toLowerCase(), full)) throw notAuthorized(kind, full)
      if (verb.toLowerCase() === 'drop') catalogue.drop(kind, full, true)
      if (/^drop\s+database/i.test(sql)) await leave(context, full)
      else await run(sql)
      return done('Statement executed successfully.')
    },
  },
]

/** DuckDB's databases are detached, and not from inside of them. */
async function leave({ session, run }: StatementContext, database: string) {
  await run('use memory.main')
  if (session.database === database) Object.assign(session, { database: null, schema: null })
  await run(`detach database if exists "${database.toLowerCase()}"`)
}

/** A table or view as DuckDB makes it: Snowflake's types become DuckDB's, its comments are kept in the catalogue. */
async function createInSchema(
  { match, sql, session, catalogue, run, qualified }: StatementContext,
  kind: 'table' | 'view',
) {
  const [, orReplace, ifNotExists, name = '', rest = ''] = match
  const full = qualified(name)
  const [database = '', schema = '', object = ''] = nameParts(full)
  catalogue.demand(session.role, `CREATE ${kind.toUpperCase()}`, 'schema', `${database}.${schema}`)
  if (ifNotExists !== undefined && catalogue.find(kind, full) !== undefined)
    return done(`${object} already exists, statement succeeded.`)
  await run(forDuckdb(sql))
  const { list, comment } = describedBy(rest)
  const { object: made } = catalogue.create(
    { kind, name: full, owner: session.role, properties: { text: rest, comment } },
    { orReplace: orReplace !== undefined, ifNotExists: ifNotExists !== undefined },
  )
  made.state.columns = parseColumns(list)
  return done(`${kind === 'table' ? 'Table' : 'View'} ${object} successfully created.`)
}

/** The list of columns of a definition, and the comment behind it. */
function describedBy(text: string): { list: string; comment: string } {
  const [, list = '()', options = ''] =
    /^\s*(\((?:[^()']|'(?:[^'\\]|''|\\.)*'|\([^()]*\))*\))([\s\S]*)$/.exec(text) ?? []
  return { list, comment: parseProperties(options).comment ?? '' }
}

/** The words of a definition that DuckDB has others for. */
function forDuckdb(sql: string): string {
  return sql
    .replace(/\bcomment\s*=?\s*'(?:[^']|'')*'/gi, '')
    .replace(/\btimestamp_ntz(?:\(\d\))?/gi, 'timestamp')
    .replace(/\btimestamp_ltz(?:\(\d\))?/gi, 'timestamptz')
    .replace(/\bnumber\b(?!\s*\()/gi, 'decimal(38, 0)')
    .replace(/\bnumber\s*\(/gi, 'decimal(')
    .replace(/\b(?:with\s+)?copy\s+grants\b/gi, '')
}

import type { CatalogueObject } from '../catalogue.ts'
import { parseCopy } from '../copy.ts'
import { deliver } from '../deliver.ts'
import { unsupported } from '../errors.ts'
import { column } from '../rowtype.ts'
import { done, type Statement, type StatementContext, table } from '../statement.ts'
import { identifier, literal, nameParts, parseProperties } from '../text.ts'
import type { World } from '../world.ts'
import type { ListedColumn } from './models.ts'
import { findBucket } from './stages.ts'

/** `show` and `desc` of every kind, and the statements that change comments and columns. */
export const showStatements: Statement[] = [
  {
    pattern: /^show\s+(databases|warehouses)\s+like\s+'([^']*)'$/i,
    handle({ match, session, catalogue }) {
      const kind = (match[1] ?? '').toLowerCase().slice(0, -1)
      const like = new RegExp(`^${(match[2] ?? '').replaceAll('_', '.').replaceAll('%', '.*')}$`, 'i')
      const seen = catalogue
        .list(kind)
        .filter(({ name }) => like.test(name) && catalogue.may(session.role, 'USAGE', kind, name))
      return table(
        ['name', 'comment', 'owner'],
        seen.map(({ name, properties, owner }) => [name, properties.comment ?? '', owner]),
      )
    },
  },
  {
    pattern: /^show\s+schemas\s+in\s+database\s+(\w+)$/i,
    handle({ match, catalogue }) {
      const database = identifier(match[1] ?? '')
      const inside = catalogue.list('schema').filter(({ name }) => name.startsWith(`${database}.`))
      return table(
        ['name', 'comment'],
        inside.map(({ name, properties }) => [name.split('.')[1] ?? '', properties.comment ?? '']),
      )
    },
  },
  {
    pattern:
      /^show\s+(file\s+formats|stages|tables|pipes|dynamic\s+tables|views)\s+in\s+schema\s+(?:(\w+)\.)?(\w+)$/i,
    handle({ match, session, catalogue }) {
      const kind = (match[1] ?? '').toLowerCase().replace(/\s+/g, ' ').slice(0, -1)
      const schema = `${identifier(match[2] ?? session.database ?? '')}.${identifier(match[3] ?? '')}.`
      const seen = catalogue
        .list(kind)
        .filter(({ name }) => name.startsWith(schema) && sees(session.role, kind, name))
      function sees(role: string, what: string, name: string) {
        return ['OWNERSHIP', 'SELECT', 'USAGE', 'MONITOR'].some((one) => catalogue.may(role, one, what, name))
      }
      return table(
        ['name', 'comment', 'owner', 'url', 'storage_integration', 'definition', 'notification_channel'],
        seen.map(({ name, properties, owner }) => [
          name.split('.')[2] ?? '',
          properties.comment ?? '',
          owner,
          properties.url ?? null,
          properties.storage_integration === undefined ? null : identifier(properties.storage_integration),
          properties.definition ?? null,
          null,
        ]),
      )
    },
  },
  {
    pattern: /^select\s+table_schema,[\s\S]+\bfrom\s+(\w+)\.information_schema\.columns\b/i,
    handle: informationSchema,
  },
  {
    pattern: /^create\s+or\s+alter\s+file\s+format\s+([\w.]+)([\s\S]*)$/i,
    handle({ match, session, catalogue, qualified }) {
      const name = qualified(match[1] ?? '')
      const [database = '', schema = ''] = nameParts(name)
      catalogue.demand(session.role, 'CREATE FILE FORMAT', 'schema', `${database}.${schema}`)
      const properties = parseProperties(match[2] ?? '')
      const { object } = catalogue.create(
        { kind: 'file format', name, owner: session.role, properties },
        { ifNotExists: true },
      )
      object.properties = properties
      return done(`File format ${name} successfully created.`)
    },
  },
  {
    pattern: /^comment\s+on\s+(table|column)\s+([\w.]+)\s+is\s+('[\s\S]*')$/i,
    handle({ match, session, catalogue, qualified }) {
      const [, kind = '', name = '', text = ''] = match
      const parts = name.split('.')
      const column = kind.toLowerCase() === 'column' ? parts.pop() : undefined
      const object = catalogue.get('table', qualified(parts.join('.')))
      catalogue.demand(session.role, 'OWNERSHIP', 'table', object.name)
      if (column === undefined) object.properties.comment = literal(text)
      else {
        const columns = (object.state.columns ?? []) as ListedColumn[]
        const others = columns.filter((one) => one.name !== column.toLowerCase())
        object.state.columns = [...others, { name: column.toLowerCase(), comment: literal(text) }]
      }
      return done('Statement executed successfully.')
    },
  },
  {
    pattern:
      /^alter\s+table\s+([\w.]+)\s+(add\s+column\s+if\s+not\s+exists|alter\s+column)\s+(\w+)\s+(\w+|drop\s+not\s+null)$/i,
    async handle({ match, session, catalogue, qualified, run }) {
      const [, name = '', verb = '', column = '', rest = ''] = match
      const full = qualified(name)
      catalogue.get('table', full)
      catalogue.demand(session.role, 'OWNERSHIP', 'table', full)
      const type = rest.replace(/timestamp_ntz/i, 'timestamp').replace(/timestamp_ltz/i, 'timestamptz')
      if (/^add/i.test(verb))
        await run(`alter table ${full.toLowerCase()} add column if not exists ${column} ${type}`)
      else if (/^drop\s+not\s+null$/i.test(rest))
        await run(`alter table ${full.toLowerCase()} alter column ${column} drop not null`)
      else throw unsupported(match[0])
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^alter\s+pipe\s+([\w.]+)\s+(refresh|set\s+comment\s*=\s*('[\s\S]*'))$/i,
    async handle(context) {
      const { match, session, catalogue, qualified, world } = context
      const pipe = catalogue.get('pipe', qualified(match[1] ?? ''))
      catalogue.demand(session.role, 'OWNERSHIP', 'pipe', pipe.name)
      if (match[3] !== undefined) pipe.properties.comment = literal(match[3])
      else await refreshPipe(world, pipe)
      return done('Statement executed successfully.')
    },
  },
  {
    pattern: /^drop\s+database\s+if\s+exists\s+(\w+)$/i,
    async handle({ match, session, catalogue, run }) {
      const name = identifier(match[1] ?? '')
      if (catalogue.find('database', name) === undefined) return done('already dropped')
      catalogue.demand(session.role, 'OWNERSHIP', 'database', name)
      const kinds = ['schema', 'table', 'view', 'dynamic table', 'stage', 'file format', 'pipe', 'alert']
      for (const kind of kinds) {
        for (const inside of catalogue.list(kind).filter((object) => object.name.startsWith(`${name}.`)))
          catalogue.drop(kind, inside.name)
      }
      catalogue.drop('database', name)
      session.database = null
      session.schema = null
      await run('use memory.main')
      await run(`detach ${name.toLowerCase()}`)
      return done(`${name} successfully dropped.`)
    },
  },
  {
    pattern: /^drop\s+pipe\s+(if\s+exists\s+)?([\w.]+)$/i,
    handle({ match, session, catalogue, qualified }) {
      const name = qualified(match[2] ?? '')
      if (catalogue.find('pipe', name) !== undefined)
        catalogue.demand(session.role, 'OWNERSHIP', 'pipe', name)
      catalogue.drop('pipe', name, match[1] !== undefined)
      return done(`${name} successfully dropped.`)
    },
  },
]

/** Delivers every file in the location of the pipe, as if it were new. */
async function refreshPipe(world: World, pipe: CatalogueObject) {
  const { stage, path } = parseCopy(pipe.properties.definition ?? '')
  const [database = ''] = nameParts(pipe.name)
  const { url = '' } = world.catalogue.get('stage', `${database}.${stage.toUpperCase()}`).properties
  const { store, prefix } = findBucket(world, url)
  for await (const { key } of store.list(`${prefix}${path}`))
    await deliver(world, `${url}${key.slice(prefix.length)}`)
}

/** DuckDB's types as Snowflake's information schema calls them. */
const typeNames: Record<string, string> = {
  VARCHAR: 'TEXT',
  BIGINT: 'NUMBER',
  INTEGER: 'NUMBER',
  DOUBLE: 'FLOAT',
  TIMESTAMP: 'TIMESTAMP_NTZ',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMP_LTZ',
}

async function informationSchema({ match, catalogue, session, world }: StatementContext) {
  const database = (match[1] ?? '').toLowerCase()
  const { rowset } = await world.run(
    session,
    `select upper(schema_name), upper(table_name), upper(column_name), data_type,
      case when is_nullable then 'YES' else 'NO' end
    from duckdb_columns()
    where database_name = '${database}' and schema_name in ('landing', 'core', 'insights')
    order by schema_name, table_name, column_index`,
    [],
    { inline: Number.POSITIVE_INFINITY, chunk: 1 },
  )
  const rows = rowset.map(([schema, name, columnName, type, nullable]) => {
    const full = `${database.toUpperCase()}.${schema}.${name}`
    const object = ['table', 'view', 'dynamic table']
      .map((kind) => catalogue.find(kind, full))
      .find((one) => one !== undefined)
    const columns = (object?.state.columns ?? []) as ListedColumn[]
    const comment = columns.find((one) => one.name === columnName?.toLowerCase())?.comment ?? null
    return [schema, name, columnName, typeNames[type ?? ''] ?? type, nullable, comment].map(
      (cell) => cell ?? null,
    )
  })
  const names = ['TABLE_SCHEMA', 'TABLE_NAME', 'COLUMN_NAME', 'DATA_TYPE', 'IS_NULLABLE', 'COMMENT']
  return table(
    names.map((one) => column(one)),
    rows,
  )
}

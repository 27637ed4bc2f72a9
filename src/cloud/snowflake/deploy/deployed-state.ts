import type { SnowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { SnowflakeSession } from '../../../warehouse/snowflake/snowflake-session.ts'
import type { ResultRow } from '../../../warehouse/warehouse.ts'

/** What Snowflake contains. Every name is lower case and has its schema, e.g. `core.songs`. */
export interface SnowflakeState {
  hasDatabase: boolean
  schemas: Set<string>
  /** Name → comment. */
  fileFormats: Map<string, string>
  stages: Map<string, { url: string; integration: string }>
  /** In landing. */
  tables: Map<string, TableState>
  pipes: Map<string, { copy: string; comment: string }>
  /** In core, bi and insights. */
  models: Map<string, { kind: 'view' | 'dynamic table'; comment: string; columns: ColumnState[] }>
  /** In core. */
  alerts: Map<string, { comment: string; isRunning: boolean }>
  /** Role, privilege and full name of the object as one text, see `grantKey`. */
  grants: Set<string>
}

export interface TableState {
  comment: string
  columns: ColumnState[]
}

export interface ColumnState {
  name: string
  /** As in `information_schema.columns`, e.g. `TEXT`. */
  type: string
  isNullable: boolean
  comment: string
}

/** The text by which two grants can be compared. */
export function grantKey({ role, privilege, name }: Record<'role' | 'privilege' | 'name', string>): string {
  return `${role} ${privilege} ${name}`.toLowerCase()
}

/** Reads the state and changes nothing. Throws `WarehouseError`s. */
export async function readState(session: SnowflakeSession, names: SnowflakeNames): Promise<SnowflakeState> {
  const { database } = names
  const query = async (sql: string) => (await session.execute(sql)).rows
  const hasDatabase = (await query(`show databases like '${database}'`)).some(
    (row) => toLowerCase(row.name) === database,
  )
  const schemas = new Set(
    hasDatabase
      ? (await query(`show schemas in database ${database}`)).map(({ name }) => toLowerCase(name))
      : [],
  )
  const showIn = async (kind: string, schema: string) =>
    schemas.has(schema)
      ? (await query(`show ${kind} in schema ${database}.${schema}`)).map(
          (row) => [`${schema}.${toLowerCase(row.name)}`, row] as const,
        )
      : []
  const columns = hasDatabase
    ? groupByTable(await query(selectColumns(database)))
    : new Map<string, ColumnState[]>()
  const table = ([name, row]: readonly [string, ResultRow]) =>
    [name, { comment: toText(row.comment), columns: columns.get(name) ?? [] }] as const
  const model = (kind: 'view' | 'dynamic table') => (named: readonly [string, ResultRow]) =>
    [named[0], { kind, ...table(named)[1] }] as const
  return {
    hasDatabase,
    schemas,
    fileFormats: new Map(
      (await showIn('file formats', 'landing')).map(([name, row]) => [name, toText(row.comment)]),
    ),
    stages: new Map(
      (await showIn('stages', 'landing')).map(([name, row]) => [
        name,
        { url: toText(row.url), integration: toLowerCase(row.storage_integration) },
      ]),
    ),
    tables: new Map((await showIn('tables', 'landing')).map(table)),
    pipes: new Map(
      (await showIn('pipes', 'landing')).map(([name, row]) => [
        name,
        { copy: toText(row.definition), comment: toText(row.comment) },
      ]),
    ),
    models: new Map([
      ...(await showIn('dynamic tables', 'core')).map(model('dynamic table')),
      ...(await showIn('views', 'core')).map(model('view')),
      ...(await showIn('views', 'bi')).map(model('view')),
      ...(await showIn('views', 'insights')).map(model('view')),
    ]),
    alerts: new Map(
      (await showIn('alerts', 'core')).map(([name, row]) => [
        name,
        { comment: toText(row.comment), isRunning: toLowerCase(row.state) === 'started' },
      ]),
    ),
    grants: await readGrants(query, names),
  }
}

async function readGrants(query: (sql: string) => Promise<ResultRow[]>, { roles }: SnowflakeNames) {
  const grants = new Set<string>()
  for (const role of [roles.loader, roles.reader, roles.monitor]) {
    for (const { privilege, name } of await query(`show grants to role ${role}`)) {
      grants.add(grantKey({ role, privilege: toText(privilege), name: toText(name) }))
    }
  }
  return grants
}

function selectColumns(database: string): string {
  return `select table_schema, table_name, column_name, data_type, is_nullable, comment
    from ${database}.information_schema.columns
    where table_schema in ('LANDING', 'CORE', 'INSIGHTS')
    order by table_schema asc nulls last, table_name asc nulls last, ordinal_position asc nulls last`
}

function groupByTable(rows: ResultRow[]): Map<string, ColumnState[]> {
  const tables = new Map<string, ColumnState[]>()
  for (const row of rows) {
    const name = `${toLowerCase(row.table_schema)}.${toLowerCase(row.table_name)}`
    const column = {
      name: toLowerCase(row.column_name),
      type: toText(row.data_type).toUpperCase(),
      isNullable: toText(row.is_nullable).toUpperCase() === 'YES',
      comment: toText(row.comment),
    }
    tables.set(name, [...(tables.get(name) ?? []), column])
  }
  return tables
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function toLowerCase(value: unknown): string {
  return toText(value).toLowerCase()
}

// The grants that only an administrator can make are in sql/00-admin.sql.
import { tableNames } from '../../../domain/tables/tables.ts'
import type { SnowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { ModelObject } from './model-objects.ts'

/** One GRANT statement and the privileges that it gives a role. */
export interface Grant {
  role: string
  /** Each object by its full name, database included. */
  gives: { privilege: string; name: string }[]
  statement: string
}

/** What the loader needs before it can create the pipes. */
export function loaderGrants(names: SnowflakeNames): Grant[] {
  const grant = grantTo(names.roles.loader, names.database)
  const landing = tableNames.map((table) => `landing.${table}`)
  return [
    grant('usage', `database ${names.database}`, ['']),
    grant('usage', 'schema landing', ['landing']),
    grant('create pipe', 'schema landing', ['landing']),
    grant('usage', `stage landing.${names.stage}`, [`landing.${names.stage}`]),
    grant('usage', `file format landing.${names.fileFormat}`, [`landing.${names.fileFormat}`]),
    grant('select', 'all tables in schema landing', landing),
    grant('insert', 'all tables in schema landing', landing),
  ]
}

/** Readers read core, bi and insights. Monitors also read landing and inspect the dynamic tables. */
export function readerGrants(names: SnowflakeNames, models: ModelObject[]): Grant[] {
  const reader = grantTo(names.roles.reader, names.database)
  const monitor = grantTo(names.roles.monitor, names.database)
  const listModels = (schema: ModelObject['schema'], kind: ModelObject['kind']) =>
    models.filter((one) => one.schema === schema && one.kind === kind).map(({ name }) => name)
  return [
    reader('usage', `database ${names.database}`, ['']),
    reader('usage', 'schema core', ['core']),
    reader('usage', 'schema bi', ['bi']),
    reader('usage', 'schema insights', ['insights']),
    reader('select', 'all dynamic tables in schema core', listModels('core', 'dynamic table')),
    reader('select', 'all views in schema core', listModels('core', 'view')),
    reader('select', 'all views in schema bi', listModels('bi', 'view')),
    reader('select', 'all views in schema insights', listModels('insights', 'view')),
    monitor('usage', 'schema landing', ['landing']),
    monitor(
      'select',
      'all tables in schema landing',
      tableNames.map((table) => `landing.${table}`),
    ),
    monitor('monitor', 'all dynamic tables in schema core', listModels('core', 'dynamic table')),
  ]
}

/** The loader owns the pipes, so it grants this. One statement per pipe: Snowflake has no grant on all pipes of a schema. */
export function pipeGrants(names: SnowflakeNames): Grant[] {
  const monitor = grantTo(names.roles.monitor, names.database)
  const pipes = tableNames.map((table) => `landing.${names.pipe(table)}`)
  return pipes.map((pipe) => monitor('monitor', `pipe ${pipe}`, [pipe]))
}

/** An empty object name is the database itself. */
function grantTo(role: string, database: string) {
  return (privilege: string, on: string, objects: string[]): Grant => ({
    role,
    gives: objects.map((name) => ({ privilege, name: name === '' ? database : `${database}.${name}` })),
    statement: `grant ${privilege} on ${on} to role ${role}`,
  })
}

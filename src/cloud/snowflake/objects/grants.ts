import { tableNames } from '../../../domain/tables/tables.ts'
import type { SnowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import type { ModelObject } from './model-objects.ts'

/** One GRANT statement, and what the role has afterwards: privilege and name of each object, with its database. */
export interface Grant {
  role: string
  gives: { privilege: string; name: string }[]
  statement: string
}

/** What the loader needs before it can make the pipes. */
export function loaderGrants(names: SnowflakeNames): Grant[] {
  const grant = granting(names.roles.loader, names.database)
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

/** What readers and monitors may do: core, bi and insights for readers, landing and the pipes for monitors alone. */
export function readerGrants(names: SnowflakeNames, objects: ModelObject[]): Grant[] {
  const reader = granting(names.roles.reader, names.database)
  const monitor = granting(names.roles.monitor, names.database)
  const of = (schema: string, kind: ModelObject['kind']) =>
    objects.filter((one) => one.name.startsWith(`${schema}.`) && one.kind === kind).map(({ name }) => name)
  return [
    reader('usage', `database ${names.database}`, ['']),
    reader('usage', 'schema core', ['core']),
    reader('usage', 'schema bi', ['bi']),
    reader('usage', 'schema insights', ['insights']),
    reader('select', 'all dynamic tables in schema core', of('core', 'dynamic table')),
    reader('select', 'all views in schema core', of('core', 'view')),
    reader('select', 'all views in schema bi', of('bi', 'view')),
    reader('select', 'all views in schema insights', of('insights', 'view')),
    monitor('usage', 'schema landing', ['landing']),
    monitor(
      'select',
      'all tables in schema landing',
      tableNames.map((table) => `landing.${table}`),
    ),
    monitor('monitor', 'all dynamic tables in schema core', of('core', 'dynamic table')),
  ]
}

/** The loader owns the pipes, so it gives this: pipe by pipe, since Snowflake has no grant on all of a schema's. */
export function pipeGrants(names: SnowflakeNames): Grant[] {
  const monitor = granting(names.roles.monitor, names.database)
  const pipes = tableNames.map((table) => `landing.${names.pipe(table)}`)
  return pipes.map((pipe) => monitor('monitor', `pipe ${pipe}`, [pipe]))
}

function granting(role: string, database: string) {
  return (privilege: string, on: string, objects: string[]): Grant => ({
    role,
    gives: objects.map((name) => ({ privilege, name: name === '' ? database : `${database}.${name}` })),
    statement: `grant ${privilege} on ${on} to role ${role}`,
  })
}

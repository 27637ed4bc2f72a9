import { type TableName, tableNames } from '../../../domain/tables/tables.ts'
import type { ModelColumns } from '../../../warehouse/duckdb/describe-models.ts'
import { type SnowflakeNames, snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import type { SnowflakeTarget } from '../snowflake-target.ts'
import { type AlertObject, createAlert } from './alert.ts'
import { createDatabaseObjects, type DatabaseObjects } from './database-objects.ts'
import { type Grant, loaderGrants, pipeGrants, readerGrants } from './grants.ts'
import { copyStatement, createLandingTable } from './landing-tables.ts'
import { type ModelObject, modelObjects } from './model-objects.ts'
import { renderTemplate, templateVariables } from './render-template.ts'

/** Everything that Snowflake has to contain. */
export interface SnowflakeObjects extends DatabaseObjects {
  names: SnowflakeNames
  /** The text of `00-admin.sql`, which an administrator runs first. */
  admin: string
  /** The text of `99-undo.sql`, which drops what `00-admin.sql` created. */
  undo: string
  tables: { table: TableName; create: string }[]
  loaderGrants: Grant[]
  pipes: PipeObject[]
  models: ModelObject[]
  readerGrants: Grant[]
  pipeGrants: Grant[]
  alert: AlertObject | null
}

export interface PipeObject {
  table: TableName
  /** With its schema. */
  name: string
  copy: string
  create: string
}

/** The comment of a pipe records whether it has loaded the files that are older than the pipe. */
export const pipeComments = {
  waiting: 'loads new curated files as they come; has not looked yet at those that were there before it',
  refreshed: 'loads new curated files as they come',
} as const

/**
 * All objects of a target, from the SQL templates, the landing tables and the models. Throws a `UsageError` if a value
 * of the target cannot be used in SQL.
 */
export function createObjects(target: SnowflakeTarget, columns: ModelColumns): SnowflakeObjects {
  const names = snowflakeNames(target.environment)
  const variables = templateVariables(target)
  const { restrictedSources, alertEmails } = target
  const models = modelObjects({ warehouse: names.warehouse, restrictedSources, columns })
  return {
    names,
    admin: ['00-admin', ...(alertEmails.length === 0 ? [] : ['00-admin-alert'])]
      .map((name) => renderTemplate(name, variables))
      .join(''),
    undo: renderTemplate('99-undo', variables),
    ...createDatabaseObjects(target),
    tables: tableNames.map((table) => ({ table, create: createLandingTable(table) })),
    loaderGrants: loaderGrants(names),
    pipes: tableNames.map((table) => createPipe(table, names)),
    models,
    readerGrants: readerGrants(names, models),
    pipeGrants: pipeGrants(names),
    alert: createAlert(names, alertEmails),
  }
}

function createPipe(table: TableName, names: SnowflakeNames): PipeObject {
  const name = `landing.${names.pipe(table)}`
  const copy = copyStatement(table, names)
  return {
    table,
    name,
    copy,
    create: `create pipe if not exists ${name}\nauto_ingest = true\ncomment = ${quoteSnowflakeLiteral(pipeComments.waiting)}\nas\n${copy}`,
  }
}

import { type TableName, tableNames } from '../../../domain/tables/tables.ts'
import { type SnowflakeNames, snowflakeNames } from '../../../warehouse/snowflake/snowflake-names.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import { type SnowflakeTarget, templateVariables } from '../snowflake-target.ts'
import { type Grant, loaderGrants, pipeGrants, readerGrants } from './grants.ts'
import { copyStatement, createLandingTable } from './landing-tables.ts'
import type { Shape } from './model-columns.ts'
import { type ModelObject, modelObjects, withChecksum } from './model-objects.ts'
import { renderTemplate } from './render-template.ts'
import { splitStatements } from './sql-statements.ts'

/** Everything that Snowflake is to hold, in the order in which it is made. */
export interface SnowflakeObjects {
  names: SnowflakeNames
  /** For the administrator, whole. */
  admin: string
  undo: string
  /** Database, schemas, file format and stage. */
  database: string[]
  tables: { table: TableName; create: string }[]
  loaderGrants: Grant[]
  pipes: PipeObject[]
  models: ModelObject[]
  readerGrants: Grant[]
  pipeGrants: Grant[]
}

export interface PipeObject {
  table: TableName
  /** With its schema. */
  name: string
  copy: string
  create: string
}

/** The comment of a pipe says whether it has looked at the files that were there before it. */
export const pipeComments = {
  waiting: 'loads new curated files as they come; has not looked yet at those that were there before it',
  refreshed: 'loads new curated files as they come',
} as const

/** All objects of a target: from the SQL files beside this, the landing tables and the models. A pure function. */
export function createObjects(target: SnowflakeTarget, shapes: ReadonlyMap<string, Shape>): SnowflakeObjects {
  const names = snowflakeNames(target.environment)
  const variables = templateVariables(target)
  const models = modelObjects({ warehouse: names.warehouse, refusedSources: target.refusedSources, shapes })
  return {
    names,
    admin: renderTemplate('00-admin', variables),
    undo: renderTemplate('99-undo', variables),
    database: splitStatements(renderTemplate('10-database', variables)).map(withMark),
    tables: tableNames.map((table) => ({ table, create: createLandingTable(table) })),
    loaderGrants: loaderGrants(names),
    pipes: tableNames.map((table) => createPipe(table, names)),
    models,
    readerGrants: readerGrants(names, models),
    pipeGrants: pipeGrants(names),
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

/** What is altered wherever it differs tells by its comment whether it does. */
function withMark(statement: string): string {
  if (!statement.startsWith('create or alter')) return statement
  return statement.replace(/(?<=comment = ')[^']*(?=')/, (about) => withChecksum(about, statement))
}

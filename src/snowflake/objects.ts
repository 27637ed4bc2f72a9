import { type TableName, tableNames } from '../tables.ts'
import { fillFile } from './fill.ts'
import { type Grant, loaderGrants, pipeGrants, readerGrants } from './grants.ts'
import { copyInto, createLandingTable } from './landing.ts'
import { type ModelObject, marked, modelObjects } from './models.ts'
import { type SnowflakeNames, snowflakeNames } from './names.ts'
import type { Shape } from './shapes.ts'
import { literal, statementsOf } from './statements.ts'
import { type SnowflakeTarget, variablesOf } from './target.ts'

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
export function objectsOf(target: SnowflakeTarget, shapes: ReadonlyMap<string, Shape>): SnowflakeObjects {
  const names = snowflakeNames(target.environment)
  const variables = variablesOf(target)
  const models = modelObjects({ warehouse: names.warehouse, refusedSources: target.refusedSources, shapes })
  return {
    names,
    admin: fillFile('00-admin', variables),
    undo: fillFile('99-undo', variables),
    database: statementsOf(fillFile('10-database', variables)).map(withMark),
    tables: tableNames.map((table) => ({ table, create: createLandingTable(table) })),
    loaderGrants: loaderGrants(names),
    pipes: tableNames.map((table) => pipeOf(table, names)),
    models,
    readerGrants: readerGrants(names, models),
    pipeGrants: pipeGrants(names),
  }
}

function pipeOf(table: TableName, names: SnowflakeNames): PipeObject {
  const name = `landing.${names.pipe(table)}`
  const copy = copyInto(table, names)
  return {
    table,
    name,
    copy,
    create: `create pipe if not exists ${name}\nauto_ingest = true\ncomment = ${literal(pipeComments.waiting)}\nas\n${copy}`,
  }
}

/** What is altered wherever it differs tells by its comment whether it does. */
function withMark(statement: string): string {
  if (!statement.startsWith('create or alter')) return statement
  return statement.replace(/(?<=comment = ')[^']*(?=')/, (about) => marked(about, statement))
}

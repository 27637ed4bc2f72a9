import { type BiTable, biTables, hideDerivedColumns } from '../../../models/bi-tables.ts'
import { findMeaning, formatMeaning } from '../../../models/column-meanings.ts'
import { coreModels } from '../../../models/core-models.ts'
import { readHeaderLines } from '../../../models/model-files.ts'
import type { ModelColumns } from '../../../warehouse/duckdb/describe-models.ts'
import { quoteSnowflakeLiteral } from '../../../warehouse/sql-text.ts'
import type { CoreModel } from '../../../warehouse/warehouse.ts'
import { toSnowflake } from '../snowflake-dialect.ts'
import { withChecksum } from './checksum.ts'
import { DEFAULT_CHART, defaultChartQuery, type InsightQuery, insightQueries } from './insight-views.ts'
import type { ObjectColumn } from './landing-tables.ts'

/** A view or dynamic table of core, bi or insights. */
export interface ModelObject {
  kind: 'view' | 'dynamic table'
  schema: 'core' | 'bi' | 'insights'
  /** With its schema, e.g. `core.songs`. */
  name: string
  columns: ObjectColumn[]
  /** Ends with a checksum that changes whenever anything about the object does. */
  comment: string
  /** The statement that creates it, or alters it to this version. */
  create: string
  /** The statement that replaces a dynamic table whose columns cannot be altered. The same as `create` for a view. */
  replace: string
}

export interface ModelOptions {
  warehouse: string
  /** Sources whose terms forbid insights and were not accepted. */
  restrictedSources: readonly string[]
  columns: ModelColumns
}

/** The last dynamic table. It is refreshed every hour, together with those that it reads. */
const LAST_TABLE = 'chart_history'

/** Every model and insight as a Snowflake object, each after those that it reads. */
export function modelObjects({ warehouse, restrictedSources, columns }: ModelOptions): ModelObject[] {
  const models = coreModels()
  const dynamic = listDynamicTables(models)
  const listModelColumns = (name: string, sql: string) =>
    [...(columns.get(`core.${name}`) ?? [])].map(([column, type]) => ({
      name: column,
      type: snowflakeType(type),
      required: false,
      about: formatMeaning(findMeaning(column, { name, sql })),
    }))
  const core = [...models, defaultChart(restrictedSources)].map(({ name, grain, sql }) => {
    const full = `core.${name}`
    const object = {
      schema: 'core',
      name: full,
      about: grain,
      columns: listModelColumns(name, sql),
      sql: toSnowflake(sql),
    } as const
    if (!dynamic.has(name)) return createView(object)
    const reads = [...sql.matchAll(/\b(?:core|landing)\.\w+/g)].flatMap(([read]) => [
      ...(columns.get(read) ?? []),
    ])
    return createDynamicTable({
      ...object,
      warehouse,
      lag: name === LAST_TABLE ? "'1 hour'" : 'downstream',
      reads,
    })
  })
  const bi = biTables().map((table) => createView(describeBiTable(table, restrictedSources)))
  return [
    ...core,
    ...bi,
    ...insightQueries(restrictedSources).map((insight) => createView(describeInsight(insight))),
  ]
}

/**
 * Of the models that `chart_history` reads, directly or through others: those that DuckDB materializes, and those that
 * read one of these. Snowflake refuses a dynamic table that reads a dynamic table through a view. The rest are views, so
 * all of them show the same refresh.
 */
export function listDynamicTables(models: CoreModel[]): Set<string> {
  const reads = new Map(models.map(({ name, sql }) => [name, listCoreReads(sql)]))
  const reached = new Set<string>()
  const visit = (name: string) => {
    if (reached.has(name)) return
    reached.add(name)
    for (const read of reads.get(name) ?? []) visit(read)
  }
  visit(LAST_TABLE)
  const dynamic = new Set<string>()
  // Each model comes after those that it reads.
  for (const { name, kept } of models) {
    const isStored = !['view', 'check', 'scope'].includes(kept)
    const readsDynamic = reads.get(name)?.some((read) => dynamic.has(read)) ?? false
    if (reached.has(name) && (isStored || readsDynamic)) dynamic.add(name)
  }
  return dynamic
}

function listCoreReads(sql: string): string[] {
  return [...sql.matchAll(/\bcore\.(\w+)/g)].map(([, name = '']) => name)
}

function defaultChart(restrictedSources: readonly string[]): Pick<CoreModel, 'name' | 'grain' | 'sql'> {
  const sql = defaultChartQuery(restrictedSources)
  return { name: DEFAULT_CHART, grain: readHeaderLines(sql, 'grain')[0] ?? '', sql }
}

/** Derived columns are empty in rows of restricted sources, as in an export. */
function describeBiTable(table: BiTable, restrictedSources: readonly string[]): Described {
  return {
    schema: 'bi',
    name: `bi.${table.name}`,
    about: table.key.length === 0 ? table.grain : `${table.grain}; key: ${table.key.join(', ')}`,
    columns: table.columns.map((column) => ({
      name: column.name,
      type: '',
      required: false,
      about: formatMeaning(column),
    })),
    sql: toSnowflake(hideDerivedColumns(table, restrictedSources)),
  }
}

function describeInsight({ name, question, grain, columns, sql }: InsightQuery): Described {
  return {
    schema: 'insights',
    name: `insights.${name}`,
    about: `${question} ${grain}`,
    columns: columns.map((column) => ({
      name: column.name,
      type: '',
      required: false,
      about: formatMeaning(column),
    })),
    sql: toSnowflake(sql),
  }
}

interface Described extends Pick<ModelObject, 'schema' | 'name' | 'columns'> {
  about: string
  sql: string
}

/**
 * `create or alter view` cannot change what a view selects, so a view is replaced. That is atomic for its readers, and
 * `copy grants` keeps their privileges.
 */
function createView({ schema, name, about, columns, sql }: Described): ModelObject {
  const list = columns.map((column) => `    ${column.name} comment ${quoteSnowflakeLiteral(column.about)}`)
  const statement = (comment: string) =>
    `create or replace view ${name} (\n${list.join(',\n')}\n)\ncopy grants\ncomment = ${quoteSnowflakeLiteral(comment)}\nas\n${sql.trim()}`
  const comment = withChecksum(about, statement(about))
  const create = statement(comment)
  return { kind: 'view', schema, name, columns, comment, create, replace: create }
}

interface Refreshed extends Described {
  warehouse: string
  lag: string
  /** The columns of what it reads. Part of the checksum: when they change, Snowflake has to compile the table again. */
  reads: readonly (readonly [string, string])[]
}

function createDynamicTable({
  schema,
  name,
  about,
  columns,
  sql,
  warehouse,
  lag,
  reads,
}: Refreshed): ModelObject {
  const list = columns.map(
    (column) => `    ${column.name} ${column.type} comment ${quoteSnowflakeLiteral(column.about)}`,
  )
  const statement = (verb: string, grants: string, comment: string) =>
    `create or ${verb} dynamic table ${name} (\n${list.join(',\n')}\n)\ntarget_lag = ${lag}\nwarehouse = ${warehouse}\nrefresh_mode = full\ncomment = ${quoteSnowflakeLiteral(comment)}${grants}\nas\n${sql.trim()}`
  const comment = withChecksum(about, statement('alter', '', about), JSON.stringify(reads))
  return {
    kind: 'dynamic table',
    schema,
    name,
    columns,
    comment,
    create: statement('alter', '', comment),
    replace: statement('replace', '\ncopy grants', comment),
  }
}

function snowflakeType(type: string): string {
  const known: Record<string, string> = { INTEGER: 'bigint', HUGEINT: 'bigint', TIMESTAMP: 'timestamp_ntz' }
  return known[type] ?? type.toLowerCase()
}

import { sha256 } from '../../../domain/keys.ts'
import { type BiTable, biTables, hideDerivedColumns } from '../../../models/bi-tables.ts'
import { findMeaning } from '../../../models/column-meanings.ts'
import { coreModels } from '../../../models/core-models.ts'
import { readHeaderLines } from '../../../models/model-files.ts'
import type { CoreModel } from '../../../warehouse/warehouse.ts'
import { toSnowflake } from '../snowflake-dialect.ts'
import { DEFAULT_CHART, defaultChartQuery, type InsightQuery, insightQueries } from './insight-views.ts'
import type { ObjectColumn } from './landing-tables.ts'
import type { Shape } from './model-columns.ts'
import { sqlLiteral } from './sql-statements.ts'

/** A view or dynamic table of core, bi or insights. */
export interface ModelObject {
  kind: 'view' | 'dynamic table'
  /** With its schema, e.g. `core.songs`. */
  name: string
  columns: ObjectColumn[]
  /** Ends with a mark in brackets that changes whenever anything about the object does. */
  comment: string
  /** The statement that makes it, or brings it up to date. */
  create: string
  /** Of a dynamic table whose columns cannot be altered into these: the statement that makes it anew. */
  replace: string
}

export interface ModelOptions {
  warehouse: string
  /** Sources whose terms forbid insights and were not accepted. */
  refusedSources: readonly string[]
  shapes: ReadonlyMap<string, Shape>
}

/** The last dynamic table: it is refreshed every hour, and those that it reads when it is. */
const LAST = 'chart_history'

/** Every model and insight as an object of Snowflake, each after those that it reads. */
export function modelObjects({ warehouse, refusedSources, shapes }: ModelOptions): ModelObject[] {
  const models = coreModels()
  const dynamic = dynamicTables(models)
  const listModelColumns = (name: string, sql: string) =>
    [...(shapes.get(`core.${name}`) ?? [])].map(([column, type]) => ({
      name: column,
      type: snowflakeType(type),
      required: false,
      about: formatMeaning(findMeaning(column, { name, sql })),
    }))
  const core = [...models, defaultChart(refusedSources)].map(({ name, grain, sql }) => {
    const full = `core.${name}`
    const object = { name: full, about: grain, columns: listModelColumns(name, sql), sql: toSnowflake(sql) }
    if (!dynamic.has(name)) return view(object)
    const reads = [...sql.matchAll(/\b(?:core|landing)\.\w+/g)].flatMap(([read]) => [
      ...(shapes.get(read) ?? []),
    ])
    return dynamicTable({ ...object, warehouse, lag: name === LAST ? "'1 hour'" : 'downstream', reads })
  })
  const bi = biTables().map((table) => view(describeBiTable(table, refusedSources)))
  return [...core, ...bi, ...insightQueries(refusedSources).map((insight) => view(describeInsight(insight)))]
}

/**
 * What DuckDB keeps because it is costly, and `chart_history` reads, itself or through others. The rest are views:
 * they read these tables, so that all of them tell of the same refresh.
 */
export function dynamicTables(models: CoreModel[]): Set<string> {
  const byName = new Map(models.map((model) => [model.name, model]))
  const reached = new Set<string>()
  const visit = (name: string) => {
    const model = byName.get(name)
    if (model === undefined || reached.has(name)) return
    reached.add(name)
    for (const [, read = ''] of model.sql.matchAll(/\bcore\.(\w+)/g)) visit(read)
  }
  visit(LAST)
  const isKept = (name: string) => !['view', 'check', 'scope'].includes(byName.get(name)?.kept ?? 'view')
  return new Set([...reached].filter(isKept))
}

function defaultChart(refusedSources: readonly string[]): Pick<CoreModel, 'name' | 'grain' | 'sql'> {
  const sql = defaultChartQuery(refusedSources)
  return { name: DEFAULT_CHART, grain: readHeaderLines(sql, 'grain')[0] ?? '', sql }
}

/** What is worked out from rows of the refused sources is empty, as it is in an export. */
function describeBiTable(table: BiTable, refusedSources: readonly string[]): Described {
  return {
    name: `bi.${table.name}`,
    about: table.key.length === 0 ? table.grain : `${table.grain}; key: ${table.key.join(', ')}`,
    columns: table.columns.map((column) => ({
      name: column.name,
      type: '',
      required: false,
      about: formatMeaning(column),
    })),
    sql: toSnowflake(hideDerivedColumns(table, refusedSources)),
  }
}

function describeInsight({ name, question, grain, columns, sql }: InsightQuery): Described {
  return {
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

interface Described {
  name: string
  about: string
  columns: ObjectColumn[]
  sql: string
}

/**
 * `create or alter view` cannot change what a view selects, so a view is replaced: that is one step for its readers,
 * and who may read it may do so afterwards.
 */
function view({ name, about, columns, sql }: Described): ModelObject {
  const list = columns.map((column) => `    ${column.name} comment ${sqlLiteral(column.about)}`)
  const statement = (comment: string) =>
    `create or replace view ${name} (\n${list.join(',\n')}\n)\ncopy grants\ncomment = ${sqlLiteral(comment)}\nas\n${sql.trim()}`
  const comment = withChecksum(about, statement(about))
  return { kind: 'view', name, columns, comment, create: statement(comment), replace: statement(comment) }
}

interface Refreshed extends Described {
  warehouse: string
  lag: string
  /** The columns of what it reads: where these change it must be looked at again, though its text is the same. */
  reads: readonly (readonly [string, string])[]
}

function dynamicTable({ name, about, columns, sql, warehouse, lag, reads }: Refreshed): ModelObject {
  const list = columns.map(
    (column) => `    ${column.name} ${column.type} comment ${sqlLiteral(column.about)}`,
  )
  const statement = (verb: string, grants: string, comment: string) =>
    `create or ${verb} dynamic table ${name} (\n${list.join(',\n')}\n)\ntarget_lag = ${lag}\nwarehouse = ${warehouse}\nrefresh_mode = full\ncomment = ${sqlLiteral(comment)}${grants}\nas\n${sql.trim()}`
  const comment = withChecksum(about, statement('alter', '', about), JSON.stringify(reads))
  return {
    kind: 'dynamic table',
    name,
    columns,
    comment,
    create: statement('alter', '', comment),
    replace: statement('replace', '\ncopy grants', comment),
  }
}

/** A comment that tells by its end whether the statement behind it is still the same. */
export function withChecksum(about: string, ...statement: string[]): string {
  return `${about} [${sha256(...statement).slice(0, 12)}]`
}

function formatMeaning({ meaning, unit }: { meaning: string; unit: string | null }): string {
  return unit === null ? meaning : `${meaning} [${unit}]`
}

function snowflakeType(type: string): string {
  const known: Record<string, string> = { INTEGER: 'bigint', HUGEINT: 'bigint', TIMESTAMP: 'timestamp_ntz' }
  return known[type] ?? type.toLowerCase()
}

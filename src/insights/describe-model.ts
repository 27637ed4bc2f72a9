import { UsageError } from '../domain/errors.ts'
import { type Column, type TableName, tableNames, tables } from '../domain/tables/tables.ts'
import { didYouMean } from '../domain/text/did-you-mean.ts'
import { type BiTable, biTables, inlineBiTables, readColumnTypes } from '../models/bi-tables.ts'
import { findMeaning, listColumns } from '../models/column-meanings.ts'
import { coreFiles } from '../models/core-models.ts'
import { readHeaderLines } from '../models/model-files.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Insight, InsightParameter } from './insight-header.ts'
import { listInsights } from './run-insight.ts'

interface DescribedColumn {
  name: string
  /** Null if only a warehouse knows it, and none was given. */
  type: string | null
  meaning: string
  unit: string | null
}

export interface Description {
  /** `landing.songs`, `core.songs`, `bi.songs` or `insights.chart`. */
  name: string
  /** What one row is, as text. */
  grain: string
  /** The question of an insight; null for a table. */
  question: string | null
  columns: DescribedColumn[]
  parameters: InsightParameter[]
}

/**
 * Columns, meanings and units of an insight, a core model, a landing table or a table for BI tools. Without a schema, a core
 * model wins over a landing table, and that over one of bi; an insight is described together with the core model of its
 * name. Without a warehouse, types of core models and columns that their headers do not describe are unknown. Throws a
 * `UsageError` that suggests the nearest name if there is no such table or insight.
 */
export async function describe(warehouse: Warehouse | null, name: string): Promise<Description[]> {
  const insights = listInsights()
  const core = coreFiles()
  const bi = biTables()
  const known = [
    ...insights.map((insight) => `insights.${insight.name}`),
    ...[...core.keys()].map((model) => `core.${model}`),
    ...tableNames.map((table) => `landing.${table}`),
    ...bi.map((table) => `bi.${table.name}`),
  ]
  const tableName = (full: string) => full.split('.')[1] ?? full
  const found = known.filter((one) => one === name || tableName(one) === name)
  const [full] = found
  if (full === undefined) {
    const names = name.includes('.') ? known : [...new Set(known.map(tableName))]
    throw new UsageError(`there is no table or insight ${name}`, {
      advice: didYouMean(name, names, 'run `hitparade describe` to list them'),
    })
  }
  const insight = insights.find((one) => `insights.${one.name}` === full)
  const model = found.find((one) => one.startsWith('core.'))
  if (insight !== undefined || model !== undefined) {
    return [
      ...(insight === undefined ? [] : [describeInsight(insight)]),
      ...(model === undefined ? [] : [await describeModel(warehouse, tableName(model), core)]),
    ]
  }
  const table = bi.find((one) => `bi.${one.name}` === full)
  if (table !== undefined) return [await describeBiTable(warehouse, table)]
  return [describeLanding(tableName(full) as TableName)]
}

/** The types come from the query itself: the warehouse need not have it as a view. */
async function describeBiTable(
  warehouse: Warehouse | null,
  { name, sql, grain, columns }: BiTable,
): Promise<Description> {
  const typed = warehouse === null ? [] : await readColumnTypes(warehouse, inlineBiTables(sql))
  const findType = (column: string) => typed.find((one) => one.name === column)?.type ?? null
  return {
    name: `bi.${name}`,
    grain,
    question: null,
    columns: columns.map((column) => ({ ...column, type: findType(column.name) })),
    parameters: [],
  }
}

function describeInsight({ name, grain, question, columns, parameters }: Insight): Description {
  return {
    name: `insights.${name}`,
    grain,
    question,
    columns: columns.map((column) => ({ ...column, type: null })),
    parameters,
  }
}

function describeLanding(table: TableName): Description {
  const { grain, columns } = tables[table]
  return {
    name: `landing.${table}`,
    grain,
    question: null,
    columns: Object.entries<Column>(columns).map(([name, { type, about }]) => ({
      name,
      type,
      meaning: about,
      unit: null,
    })),
    parameters: [],
  }
}

async function describeModel(
  warehouse: Warehouse | null,
  model: string,
  core: Map<string, string>,
): Promise<Description> {
  const sql = core.get(model) ?? ''
  const columns: { name: string; type: string | null }[] =
    warehouse === null
      ? listColumns({ name: model, sql }).map(({ name }) => ({ name, type: null }))
      : await readColumnTypes(warehouse, `select * from core.${model}`)
  return {
    name: `core.${model}`,
    grain: readHeaderLines(sql, 'grain')[0] ?? '',
    question: null,
    columns: columns.map(({ name, type }) => ({
      // Snowflake has one type for all whole numbers, and both warehouses give the same answer.
      type: type === 'integer' ? 'bigint' : type,
      ...findMeaning(name, { name: model, sql }),
    })),
    parameters: [],
  }
}

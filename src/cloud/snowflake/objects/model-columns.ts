import { tableNames } from '../../../domain/tables/tables.ts'
import { coreModels } from '../../../models/core-models.ts'
import { describeModels, type ModelColumns } from '../../../warehouse/duckdb/describe-models.ts'
import { toSnowflake } from '../snowflake-dialect.ts'
import { DEFAULT_CHART, defaultChartQuery, insightQueries } from './insight-views.ts'
import { landingColumns } from './landing-tables.ts'

/** Types and functions of Snowflake that DuckDB lacks. */
export const snowflakeSpelling = [
  'create type timestamp_ntz as timestamp',
  'create macro to_date(day, form) as cast(day as date)',
  'create macro sysdate() as cast(now() as timestamp)',
]

let cached: Promise<ModelColumns> | null = null

/** `readModelColumns` of this version, computed once. */
export function modelColumns(): Promise<ModelColumns> {
  cached ??= readModelColumns()
  return cached
}

/** The columns of every landing table, core model and insight by full name, e.g. `core.songs`. */
export function readModelColumns(tables = landingTables()): Promise<ModelColumns> {
  return describeModels({
    setup: [
      ...snowflakeSpelling,
      ...['landing', 'core', 'insights'].map((schema) => `create schema ${schema}`),
      ...[...tables].map(([name, columns]) => `create table landing.${name} (${columns.join(', ')})`),
    ],
    models: coreModels().map((model) => ({ ...model, sql: toSnowflake(model.sql) })),
    views: [
      [`core.${DEFAULT_CHART}`, toSnowflake(defaultChartQuery([]))],
      ...insightQueries().map(({ name, sql }) => [`insights.${name}`, toSnowflake(sql)] as const),
    ],
  })
}

/** Landing tables by name, each column with its type in DuckDB. */
export function landingTables(): Map<string, string[]> {
  const toDuckdbType = (type: string) => type.replace('timestamp_ltz', 'timestamptz')
  return new Map(
    tableNames.map((table) => [
      table,
      landingColumns(table).map(({ name, type }) => `${name} ${toDuckdbType(type)}`),
    ]),
  )
}

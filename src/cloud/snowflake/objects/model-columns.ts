import { tableNames } from '../../../domain/tables/tables.ts'
import { coreModels } from '../../../models/core-models.ts'
import { openEngine } from '../../../warehouse/duckdb/duckdb-engine.ts'
import { createModels } from '../../../warehouse/duckdb/refresh/refresh-models.ts'
import { toSnowflake } from '../snowflake-dialect.ts'
import { DEFAULT_CHART, defaultChartQuery, insightQueries } from './insight-views.ts'
import { landingColumns } from './landing-tables.ts'

/** Column → type, in order, as DuckDB sees it. */
export type Shape = Map<string, string>

/** What Snowflake's spelling needs so that DuckDB reads it. */
export const snowflakeSpelling = [
  'create type timestamp_ntz as timestamp',
  'create macro to_date(day, form) as cast(day as date)',
  'create macro sysdate() as cast(now() as timestamp)',
]

let known: Promise<Map<string, Shape>> | null = null

/** `shapesOfModels` of this version, made once. */
export function modelColumns(): Promise<Map<string, Shape>> {
  known ??= readModelColumns()
  return known
}

/** The columns of every landing table, core model and insight by full name, e.g. `core.songs`. An empty DuckDB in memory tells them. */
export async function readModelColumns(tables = landingTables()): Promise<Map<string, Shape>> {
  const engine = await openEngine(':memory:', 'read_write')
  try {
    for (const statement of snowflakeSpelling) await engine.run(statement)
    for (const schema of ['landing', 'core', 'insights']) await engine.run(`create schema ${schema}`)
    for (const [name, columns] of tables)
      await engine.run(`create table landing.${name} (${columns.join(', ')})`)
    // What DuckDB keeps becomes empty tables: views of views of views take it a minute to read.
    await createModels(
      engine,
      coreModels().map((model) => ({ ...model, sql: toSnowflake(model.sql) })),
    )
    const queries = [
      [`core.${DEFAULT_CHART}`, defaultChartQuery([])] as const,
      ...insightQueries().map(({ name, sql }) => [`insights.${name}`, sql] as const),
    ]
    for (const [name, sql] of queries) await engine.run(`create view ${name} as ${toSnowflake(sql)}`)
    const { rows } = await engine.query(
      `select table_schema || '.' || table_name as name, column_name as "column", data_type as type
      from information_schema.columns where table_schema in ('landing', 'core', 'insights') order by 1, ordinal_position`,
    )
    const shapes = new Map<string, Shape>()
    for (const { name, column, type } of rows) {
      const shape = shapes.get(String(name)) ?? new Map()
      shapes.set(String(name), shape.set(String(column), String(type)))
    }
    return shapes
  } finally {
    engine.close()
  }
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

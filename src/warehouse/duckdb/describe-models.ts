import type { CoreModel } from '../warehouse.ts'
import { openEngine } from './duckdb-engine.ts'
import { createModels } from './refresh/refresh-models.ts'

/** Name of a table or view with its schema, e.g. `core.songs` → column → type as DuckDB names it, in order. */
export type ModelColumns = ReadonlyMap<string, ReadonlyMap<string, string>>

export interface Description {
  /** Statements that create what the models read. */
  setup: readonly string[]
  models: CoreModel[]
  /** Queries by view name. The views are created after the models. */
  views: readonly (readonly [name: string, sql: string])[]
}

/**
 * The columns of every table, model and view, in an empty database in memory. Materialized models become empty tables:
 * DuckDB takes a minute to bind views of views of views.
 */
export async function describeModels({ setup, models, views }: Description): Promise<ModelColumns> {
  const engine = await openEngine(':memory:', 'read_write')
  try {
    for (const statement of setup) await engine.run(statement)
    await createModels(engine, models)
    for (const [name, sql] of views) await engine.run(`create view ${name} as ${sql}`)
    const { rows } = await engine.query(
      `select table_schema || '.' || table_name as name, column_name as "column", data_type as type
      from information_schema.columns order by 1, ordinal_position`,
    )
    const described = new Map<string, Map<string, string>>()
    for (const { name, column, type } of rows) {
      const columns = described.get(String(name)) ?? new Map<string, string>()
      described.set(String(name), columns.set(String(column), String(type)))
    }
    return described
  } finally {
    engine.close()
  }
}

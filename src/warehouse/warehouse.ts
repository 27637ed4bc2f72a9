/**
 * How a warehouse that keeps models as tables brings one up to date: chart by chart, source by source, or not
 * at all (a view). `scope` is the table of the charts that a load recomputes.
 */
export type Keeping = 'chart' | 'source' | 'scope' | 'view'

export interface CoreModel {
  name: string
  sql: string
  kept: Keeping
  /** What one row is, in words. */
  grain: string
}

/** A value as results carry it: days and instants are ISO text. */
export type Value = string | number | boolean | null | Value[]
export type ResultRow = Record<string, Value>

export interface Result {
  /** Lower-case names, in order; known even where there is no row. */
  columns: string[]
  rows: ResultRow[]
}

export type Parameters = Record<string, string | number | boolean | null>

export interface LoadReport {
  /** Curated files that were new. */
  files: number
  /** Charts that were recomputed. */
  charts: number
}

/** Where landing, core and insights live. Every driver passes the same suite. All errors are `WarehouseError`s. */
export interface Warehouse {
  /** Brings in the curated files that are new, recomputes the charts they touch, and publishes all at once. */
  load(onProgress?: (step: string) => void): Promise<LoadReport>
  /** Makes everything again from the curated files. */
  rebuild(onProgress?: (step: string) => void): Promise<LoadReport>
  /** Runs one read-only query; `:name` in it is bound to the parameter of that name. */
  query(sql: string, parameters?: Parameters): Promise<Result>
  close(): Promise<void>
}

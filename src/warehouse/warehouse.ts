import type { ColumnType } from '../tables.ts'

/**
 * How a warehouse that keeps models as tables brings one up to date: chart by chart, source by source, or not
 * at all (a view). `scope` is the table of the charts that a load recomputes; a `check` is a view that must be
 * empty, else a load is not published.
 */
export type Keeping = 'chart' | 'source' | 'scope' | 'view' | 'check'

export interface CoreModel {
  name: string
  sql: string
  kept: Keeping
  /** What one row is, in words. */
  grain: string
  /** Of a check: what holds where it is empty, in words. */
  rule: string | null
}

/** A value as results carry it: days and instants are ISO text. */
export type Value = string | number | boolean | null | Value[]
export type ResultRow = Record<string, Value>

export interface Result {
  /** Lower-case names, in order; known even where there is no row. */
  columns: string[]
  rows: ResultRow[]
}

/** What a column of a stream holds: numbers keep their kind, everything that is none of these comes as text. */
export interface StreamColumn {
  name: string
  type: ColumnType
}

/** A result that is read once, in batches, as they come. */
export interface Stream {
  columns: StreamColumn[]
  /** Rows as values in the order of the columns. Whoever stops early has ended the query. */
  batches: AsyncIterable<Value[][]>
}

export type Parameters = Record<string, string | number | boolean | null>

export interface LoadReport {
  /** Curated files that were new. */
  files: number
  /** Charts that were recomputed. */
  charts: number
}

/** Curated files that no load has published yet. */
export interface Waiting {
  files: number
  /** Why the last load of just these files was refused; null where none was. */
  refusal: string | null
}

/** Where landing, core and insights live. Every driver passes the same suite. All errors are `WarehouseError`s. */
export interface Warehouse {
  /**
   * Brings in the curated files that are new, recomputes the charts they touch, and publishes all at once.
   * Throws code `Check`, and leaves everything as it was, where a global check finds rows.
   */
  load(onProgress?: (step: string) => void): Promise<LoadReport>
  /** Makes everything again from the curated files. Throws code `Check` like `load`. */
  rebuild(onProgress?: (step: string) => void): Promise<LoadReport>
  /** Runs one read-only query; `:name` in it is bound to the parameter of that name. */
  query(sql: string, parameters?: Parameters): Promise<Result>
  /** The same for results of any size: memory does not grow with them. */
  stream(sql: string, parameters?: Parameters): Promise<Stream>
  /** What a load would bring in. */
  waiting(): Promise<Waiting>
  close(): Promise<void>
}

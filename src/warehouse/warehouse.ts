import type { ColumnType } from '../domain/tables/tables.ts'

/**
 * How a warehouse that keeps models as tables brings one up to date: chart by chart, song by song, …, or not at all
 * (a view). Rows by `issue` are those of a chart from its first issue that changed. `scope` is a table of what a load
 * recomputes; a `check` is a view that must be empty, else a load is not published.
 */
export type Keeping = 'chart' | 'issue' | 'song' | 'artist' | 'album' | 'scope' | 'view' | 'check'

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

/** A result that is read row by row, once; it need never stand in memory as a whole. */
export interface ResultStream {
  columns: string[]
  /** What each of them holds; `text` where it is nothing that has a name of ours. */
  types: ColumnType[]
  rows: AsyncIterable<ResultRow>
}

export type Parameters = Record<string, string | number | boolean | null>

export interface LoadReport {
  /** Curated files that were new. */
  files: number
  /** Charts that were recomputed. */
  charts: number
  /** Where nothing was to be done: what happens instead, in words. */
  note?: string
}

/** Curated files that no load has published yet. */
export interface Waiting {
  files: number
  /** Why the last load of just these files was refused; null where none was. */
  refusal: string | null
}

/** Where landing, core and insights live. Every driver passes the same suite. All errors are `WarehouseError`s. */
export interface Warehouse {
  /** Who brings curated files in: `load`, or the warehouse by itself as they arrive; then `load` does nothing. */
  loads: 'when asked' | 'by itself'
  /**
   * Brings in the curated files that are new, recomputes the charts they touch, and publishes all at once.
   * Throws code `Check`, and leaves everything as it was, where a global check finds rows.
   */
  load(onProgress?: (step: string) => void): Promise<LoadReport>
  /** Makes everything again from the curated files. Throws code `Check` like `load`. */
  rebuild(onProgress?: (step: string) => void): Promise<LoadReport>
  /** Runs one read-only query; `:name` in it is bound to the parameter of that name. */
  query(sql: string, parameters?: Parameters): Promise<Result>
  /**
   * The same for results of any size: rows are fetched while they are read. Leaving off early is fine; an error on
   * the way is thrown by the iteration.
   */
  stream(sql: string, parameters?: Parameters): Promise<ResultStream>
  /** What a load would bring in. */
  waiting(): Promise<Waiting>
  close(): Promise<void>
}

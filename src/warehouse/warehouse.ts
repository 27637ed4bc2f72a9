import type { ColumnType } from '../domain/tables/tables.ts'

/**
 * How DuckDB brings a model up to date after a load: chart by chart, song by song, and so on. Of a model by `issue`,
 * each chart is recomputed from its first issue that changed, of one by `seen_song` or `chart_song` the songs of these
 * issues. One by `charted_song` is recomputed song by song, and keeps the rows of a chart together. A `scope` is a table of
 * the keys that a load recomputes.
 * A `view` is not stored. A `check` is a view that must be empty, or the load is not published.
 */
export type Keeping =
  | 'chart'
  | 'issue'
  | 'seen_song'
  | 'chart_song'
  | 'song'
  | 'charted_song'
  | 'artist'
  | 'album'
  | 'scope'
  | 'view'
  | 'check'

export interface CoreModel {
  name: string
  sql: string
  kept: Keeping
  /** What one row is, as text. */
  grain: string
  /** For a check: the rule that holds while it is empty, as text. */
  rule: string | null
  /** For a check that a command repairs: the command, with `{column}` for the values of a row that breaks the rule. */
  repair: string | null
}

/** A value of a result. Dates and instants are ISO text. */
export type Value = string | number | boolean | null | Value[]
export type ResultRow = Record<string, Value>

export interface Result {
  /** Lower-case names, in order; known even if there are no rows. */
  columns: string[]
  rows: ResultRow[]
}

/** A result that is read once, row by row, and never has to fit into memory. */
export interface ResultStream {
  columns: string[]
  /** The type of each column; `text` for any type that hitparade has no name for. */
  types: ColumnType[]
  rows: AsyncIterable<ResultRow>
}

export type Parameters = Record<string, string | number | boolean | null>

/** Answers queries on landing, core and bi. All drivers pass one test suite. All errors are `WarehouseError`s. */
export interface Warehouse {
  /** Runs one read-only query. `:name` in it is bound to the parameter of that name. */
  query(sql: string, parameters?: Parameters): Promise<Result>
  /**
   * Runs one read-only query whose result may have any size: rows are fetched while they are read. You may stop early.
   * An error on the way is thrown by the iteration.
   */
  stream(sql: string, parameters?: Parameters): Promise<ResultStream>
  /**
   * Writes the rows of a query to a Parquet file, in their order: the same rows give the same bytes. An engine that is not on
   * this machine cannot.
   */
  writeParquet?(path: string, sql: string, parameters?: Parameters): Promise<void>
  close(): Promise<void>
}

export interface LoadReport {
  /** Number of curated files that were new. */
  files: number
  /** Number of charts that were recomputed. */
  charts: number
  /** Keys of curated files that could not be read. Everything else is loaded; the next load tries these again. */
  unreadable: string[]
  /** Whether the file of the warehouse was damaged, so that this load built it again. */
  was_damaged: boolean
  /** What has stopped the writing of packs, which the next load tries again; null: nothing. All files are loaded. */
  unpacked: string | null
  /** False: in a bucket, only files of the last weeks of each chart were looked for. */
  is_whole: boolean
}

/** The curated files that no load has published yet. */
export interface PendingFiles {
  files: number
  /** The message of the failed check, if a load of exactly these files failed; else null. */
  failure: string | null
}

/**
 * A warehouse in a file on this machine. It is a cache of the curated files, and only `load` and `rebuild` write it.
 * If another version of the models or tables built it, `query` and `stream` throw code `Outdated` until the next load;
 * if its file cannot be read, they throw code `Damaged`.
 */
export interface LocalWarehouse extends Warehouse {
  /**
   * Loads the curated files that are new, recomputes the charts that they touch, and publishes all of it at once. An
   * outdated or damaged warehouse is rebuilt. If a check finds rows, throws code `Check` and leaves the warehouse as it
   * was. In a bucket, files of old chart dates are looked for once a week, or with `all`.
   */
  load(onProgress?: (step: string) => void, options?: { all?: boolean }): Promise<LoadReport>
  /** Builds the warehouse from all curated files. Throws code `Check` as `load` does. */
  rebuild(onProgress?: (step: string) => void): Promise<LoadReport>
  /** Makes the next load a rebuild: curated files that were loaded have changed. */
  requireRebuild(): Promise<void>
  /** Makes the next load look for files of all chart dates: such are written to a bucket now. */
  requireComparison(): Promise<void>
  /** What the next load would bring in. */
  pending(options?: { all?: boolean }): Promise<PendingFiles>
  /** Identifies the file of the warehouse; changes with every load. Throws code `Unavailable` if there is no warehouse. */
  findPublication(): Promise<string>
  /** Whether there is a warehouse and another version of the models or tables built it. */
  isOutdated(): Promise<boolean>
}

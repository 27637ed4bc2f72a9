/** Rows of a chart CSV as columns of numbers, 32 bytes a row. */
export interface CsvRows {
  /** Index of the row's issue. */
  issue: Uint32Array
  /** 0: the row is a reject. */
  position: Int32Array
  /** Index of the entry's song, or of the reject. */
  content: Uint32Array
  /** NaN: not given. */
  metric: Float64Array
  /** Below 1: not given, also in the columns below. */
  previous: Int32Array
  peak: Int32Array
  issues_on_chart: Int32Array
  /** Milliseconds since 1970; NaN: not given. Without rows where no column has it. */
  added_at: Float64Array
}

export function csvRows(capacity: number, hasAdded: boolean): CsvRows {
  return {
    issue: new Uint32Array(capacity),
    position: new Int32Array(capacity),
    content: new Uint32Array(capacity),
    metric: new Float64Array(capacity),
    previous: new Int32Array(capacity),
    peak: new Int32Array(capacity),
    issues_on_chart: new Int32Array(capacity),
    added_at: new Float64Array(hasAdded ? capacity : 0),
  }
}

/** The same rows with room for as many again. */
export function withDoubleCapacity(rows: CsvRows): CsvRows {
  const larger = csvRows(rows.issue.length * 2, rows.added_at.length > 0)
  for (const column of Object.keys(rows) as (keyof CsvRows)[]) larger[column].set(rows[column])
  return larger
}

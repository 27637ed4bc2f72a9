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
  /** 0: not given, also in the columns below. */
  previous: Int32Array
  peak: Int32Array
  issues_on_chart: Int32Array
}

export function csvRows(capacity: number): CsvRows {
  return {
    issue: new Uint32Array(capacity),
    position: new Int32Array(capacity),
    content: new Uint32Array(capacity),
    metric: new Float64Array(capacity),
    previous: new Int32Array(capacity),
    peak: new Int32Array(capacity),
    issues_on_chart: new Int32Array(capacity),
  }
}

/** The same rows with room for as many again. */
export function withDoubleCapacity(rows: CsvRows): CsvRows {
  const larger = csvRows(rows.issue.length * 2)
  for (const column of Object.keys(rows) as (keyof CsvRows)[]) larger[column].set(rows[column])
  return larger
}

const LARGEST = 2 ** 31 - 1

/**
 * A whole number from 1 that fits 32 bits; 0 for anything else, e.g. the -1 of a song that was not there before, or `1e2`.
 */
export function count(text: string | undefined): number {
  if (text === undefined || /e/i.test(text)) return 0
  const value = number(text)
  return value >= 1 && value <= LARGEST ? value : 0
}

/** A whole number from 0, which commas may group; NaN for anything else. */
export function number(text: string | undefined): number {
  if (text === undefined || OTHER_BASE.test(text)) return Number.NaN
  let value = Number(text)
  if (Number.isNaN(value) && GROUPED.test(text)) value = Number(text.replaceAll(',', ''))
  const isNumber = Number.isSafeInteger(value) && value >= 0 && (value > 0 || text.includes('0'))
  return isNumber ? value : Number.NaN
}

const GROUPED = /^\s*\d{1,3}(,\d{3})+\s*$/
/** `0x10` is 16 for JavaScript. */
const OTHER_BASE = /[xob]/i

import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { DAY_MS } from '../time.ts'
import { type Column, type ColumnType, type Row, type TableName, tables } from './tables.ts'

/** Rows of a row group; a smaller file is one group. */
const ROW_GROUP = 100_000

/**
 * Columns whose smallest and largest value the footer contains: a reader of many files skips those of other charts and
 * dates. Statistics of all columns would cost a fifth of the time.
 */
const WITH_STATISTICS = new Set(['source', 'chart', 'chart_date'])

/** A Parquet file in the making. */
export interface ParquetFile<T extends TableName> {
  /** Takes rows as the next row groups. They are encoded by the next call of `append` or `finish`. */
  append(rows: Row<T>[]): void
  /** Rows appended so far. */
  readonly size: number
  /** The bytes of the whole file. */
  finish(): Uint8Array
}

/**
 * Starts a Parquet file of a table: logical types STRING, DATE and TIMESTAMP (milliseconds, not adjusted to
 * UTC, the value being UTC), keys REQUIRED, Snappy. The same rows give the same bytes everywhere.
 */
export function parquetFile<T extends TableName>(table: T): ParquetFile<T> {
  const columns = Object.entries<Column>(tables[table].columns)
  const writer = new ByteWriter()
  const parquet = new ParquetWriter({
    writer,
    schema: parquetSchema(
      table,
      columns.map(([name, { type, required }]) => ({ name, type, required })),
    ),
    codec: 'SNAPPY',
    statistics: false,
    createdBy: 'hitparade',
  })
  let size = 0
  let appended: Row<T>[] = []
  const write = () => {
    const columnData = columns.map(([name, { type }]) => ({
      name,
      data: appended.map((row) => encode[type](row[name as keyof Row<T>] as never)),
      offsetIndex: false,
      statistics: WITH_STATISTICS.has(name),
    }))
    parquet.write({ columnData, rowGroupSize: ROW_GROUP })
    appended = []
  }
  return {
    append(rows) {
      if (size > 0) write()
      appended = rows
      size += rows.length
    },
    get size() {
      return size
    },
    finish() {
      write()
      parquet.finish()
      return new Uint8Array(writer.getBuffer())
    },
  }
}

/** A Parquet file of the given rows. */
export function encodeTable<T extends TableName>(table: T, rows: Row<T>[]): Uint8Array {
  const file = parquetFile(table)
  file.append(rows)
  return file.finish()
}

/** Converts the value of a row to what the Parquet writer takes; null stays null. */
export const encode: Record<ColumnType, (value: never) => unknown> = {
  text: (value) => value,
  integer: (value) => value,
  bigint: (value) => (value === null ? null : BigInt(value)),
  double: (value) => value,
  boolean: (value) => value,
  date: cacheLast((value) => Math.round(Date.parse(value) / DAY_MS)),
  timestamp: cacheLast((value) => BigInt(Date.parse(value))),
}

/** Converts a text once as long as it repeats: most rows of a file have the same dates as the row before. */
function cacheLast<T>(convert: (text: string) => T): (text: string | null) => T | null {
  let last: { text: string; value: T } | null = null
  return (text) => {
    if (text === null) return null
    if (last?.text !== text) last = { text, value: convert(text) }
    return last.value
  }
}

const physical: Record<ColumnType, Omit<SchemaElement, 'name'>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT32' },
  bigint: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
  date: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  timestamp: {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
  },
}

/** The explicit schema of a file with these columns. */
export function parquetSchema(
  name: string,
  columns: (Pick<Column, 'type' | 'required'> & { name: string })[],
): SchemaElement[] {
  return [
    { name, num_children: columns.length },
    ...columns.map((column) => ({
      name: column.name,
      ...physical[column.type],
      repetition_type: column.required ? ('REQUIRED' as const) : ('OPTIONAL' as const),
    })),
  ]
}

import type { TypedColumn } from '../models/bi-tables.ts'
import type { Parameters, Value, Warehouse } from '../warehouse/warehouse.ts'

export interface ExportColumn extends TypedColumn {
  meaning: string
  /** What a number counts; null where it is none. */
  unit: string | null
}

/** What goes into a file: a table of the star, or the rows of an insight. */
export interface ExportTable {
  name: string
  /** What one row is, or the question that the rows answer. */
  about: string
  /** The columns that identify a row; none where nobody knows. */
  key: string[]
  /** Columns that hold the key of another table of the same export. */
  refers: { column: string; table: string }[]
  columns: ExportColumn[]
  /** Rows that `read` will give. */
  count(): Promise<number>
  read(): AsyncIterable<Value[][]>
}

/** A table that was written, as far as what opens it must know it beforehand. */
export interface KnownTable extends Pick<ExportTable, 'name' | 'about' | 'key' | 'refers' | 'columns'> {
  rows: number
}

/** A query that a file of a whole database keeps beside its tables. */
export interface ExportView extends Pick<ExportTable, 'name' | 'about'> {
  sql: string
  columns: Omit<ExportColumn, 'type'>[]
}

/** What was written so far, for whoever waits. */
export type OnRows = (table: string, rows: number) => void

/** The text of a value in a file that has no other form for it. */
export function toText(value: Value): string {
  if (value === null) return ''
  return Array.isArray(value) ? JSON.stringify(value) : String(value)
}

/** The rows of a table, each batch told to whoever waits. */
export async function* toldRows(table: ExportTable, onRows: OnRows): AsyncGenerator<Value[][]> {
  let rows = 0
  for await (const batch of table.read()) {
    yield batch
    rows += batch.length
    onRows(table.name, rows)
  }
}

/** Rows that are written at once. */
const BATCH = 2_048

/** The rows of a query as values in the order of its columns, in batches. */
export async function* streamBatches(
  warehouse: Warehouse,
  sql: string,
  parameters: Parameters,
): AsyncGenerator<Value[][]> {
  const { columns, rows } = await warehouse.stream(sql, parameters)
  let batch: Value[][] = []
  for await (const row of rows) {
    batch.push(columns.map((column) => row[column] ?? null))
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

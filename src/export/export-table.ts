import type { TypedColumn } from '../models/bi-tables.ts'
import type { Parameters, Value, Warehouse } from '../warehouse/warehouse.ts'

export interface ExportColumn extends TypedColumn {
  meaning: string
  /** Unit of a number, e.g. `issues`; null for other columns. */
  unit: string | null
}

/** What is written to a file: one of the BI tables, or the rows of an insight. */
export interface ExportTable {
  name: string
  /** What one row is, or the question that the rows answer. */
  about: string
  /** The columns that identify a row; empty if unknown. */
  key: string[]
  /** Columns that contain the key of another table of the same export. */
  refers: { column: string; table: string }[]
  columns: ExportColumn[]
  /** Number of rows that `read` returns. */
  count(): Promise<number>
  /** The rows in batches, values in the order of `columns`. */
  read(): AsyncIterable<Value[][]>
}

/** A table that was written, with what a connection file needs to know about it. */
export interface KnownTable extends Pick<ExportTable, 'name' | 'about' | 'key' | 'refers' | 'columns'> {
  rows: number
}

/** A view of a DuckDB file. */
export interface ExportView extends Pick<ExportTable, 'name' | 'about'> {
  sql: string
  columns: Omit<ExportColumn, 'type'>[]
}

/** Called with the number of rows of a table that have been written so far. */
export type OnRows = (table: string, rows: number) => void

/** Where the rows of a table come from. */
export interface TableQuery {
  warehouse: Warehouse
  sql: string
  /** Applies to `read` only: counting does not need a sort. */
  orderBy?: string
  parameters: Parameters
}

/** Counts, once, and reads the rows of a query. */
export function queryTable(query: TableQuery): Pick<ExportTable, 'count' | 'read'> {
  const { warehouse, sql, parameters } = query
  let counted: Promise<number> | null = null
  const count = async () => {
    const { rows } = await warehouse.query(`select count(*) as n from (\n${sql}\n) as counted`, parameters)
    return Number(rows[0]?.n)
  }
  return {
    count() {
      counted ??= count()
      return counted
    },
    read: () => streamBatches(query),
  }
}

/** A table of texts that documents an export. `columns` maps each name to its meaning. */
export function documentationTable(
  about: string,
  columns: Record<string, string>,
  rows: Value[][],
): ExportTable {
  return {
    name: 'about',
    about,
    key: [],
    refers: [],
    columns: Object.entries(columns).map(([name, meaning]) => ({ name, type: 'text', meaning, unit: null })),
    count: async () => rows.length,
    async *read() {
      yield rows
    },
  }
}

/** Adds meaning and unit to columns, as far as they are documented. */
export function describeColumns(
  columns: TypedColumn[],
  documented: { name: string; meaning: string; unit: string | null }[],
): ExportColumn[] {
  return columns.map((column) => {
    const { meaning = '', unit = null } = documented.find(({ name }) => name === column.name) ?? {}
    return { ...column, meaning, unit }
  })
}

/** A value as text, for formats without a type for it. */
export function toText(value: Value): string {
  if (value === null) return ''
  return Array.isArray(value) ? JSON.stringify(value) : String(value)
}

/** Reads the rows of a table and reports after each batch how many have been read. */
export async function* readWithProgress(table: ExportTable, onRows: OnRows): AsyncGenerator<Value[][]> {
  let rows = 0
  for await (const batch of table.read()) {
    yield batch
    rows += batch.length
    onRows(table.name, rows)
  }
}

/** Rows per batch. */
const BATCH = 2_048

/** The rows of a query in batches, values in the order of its columns. */
export async function* streamBatches({
  warehouse,
  sql,
  orderBy,
  parameters,
}: TableQuery): AsyncGenerator<Value[][]> {
  const ordered = orderBy === undefined ? sql : `${sql} order by ${orderBy}`
  const { columns, rows } = await warehouse.stream(ordered, parameters)
  let batch: Value[][] = []
  for await (const row of rows) {
    batch.push(columns.map((column) => row[column] ?? null))
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

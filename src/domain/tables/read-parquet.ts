import { parquetReadObjects } from 'hyparquet'
import { type Column, type Row, type TableName, tables } from './tables.ts'

/** The rows of a Parquet file of a table; a column that the file does not have is null. */
export async function readParquet<T extends TableName>(table: T, bytes: Uint8Array): Promise<Row<T>[]> {
  const { buffer, byteOffset, byteLength } = bytes
  const file = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer
  const columns = Object.entries<Column>(tables[table].columns)
  const rows = await parquetReadObjects({ file })
  return rows.map(
    (row) => Object.fromEntries(columns.map(([name, { type }]) => [name, decode(row[name], type)])) as Row<T>,
  )
}

function decode(value: unknown, type: Column['type']): unknown {
  if (value instanceof Date) return type === 'date' ? value.toISOString().slice(0, 10) : value.toISOString()
  if (typeof value === 'bigint') return Number(value)
  return value ?? null
}

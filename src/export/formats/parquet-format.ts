import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import { encode, parquetSchema } from '../../domain/tables/parquet-file.ts'
import type { Value } from '../../warehouse/warehouse.ts'
import { type ExportTable, type OnRows, readWithProgress, toText } from '../export-table.ts'

/** Rows of a row group, which is held in memory. */
const ROW_GROUP = 20_000

/** Writes a table as Parquet: logical types, timestamps in UTC without a zone, key columns required. */
export async function writeParquet(path: string, table: ExportTable, onRows: OnRows): Promise<void> {
  const writer = fileWriter(path)
  const columns = table.columns.map(({ name, type }) => ({ name, type, required: table.key.includes(name) }))
  const parquet = new ParquetWriter({
    writer,
    schema: parquetSchema(table.name, columns),
    codec: 'SNAPPY',
    createdBy: 'hitparade',
  })
  let group: Value[][] = []
  const flush = async () => {
    const columnData = columns.map(({ name, type }, index) => ({
      name,
      data: group.map((row) => encode[type](toParquetCell(row[index] ?? null, type) as never)),
    }))
    if (group.length > 0) await parquet.write({ columnData, rowGroupSize: ROW_GROUP })
    group = []
  }
  for await (const rows of readWithProgress(table, onRows)) {
    for (const row of rows) {
      group.push(row)
      if (group.length === ROW_GROUP) await flush()
    }
  }
  await flush()
  await parquet.finish()
}

function toParquetCell(value: Value, type: string): Value {
  return value === null || type !== 'text' ? value : toText(value)
}

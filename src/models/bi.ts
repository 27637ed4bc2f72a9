import type { StreamColumn, Warehouse } from '../warehouse/warehouse.ts'
import { sqlFiles } from './files.ts'
import { columnsOf, type InsightColumn } from './insight-header.ts'
import { headerOf } from './models.ts'

/** A table for tools that draw: a file of `bi/`, whose header tells all of its columns, in order. */
export interface BiTable {
  name: string
  sql: string
  /** What one row is, in words. */
  grain: string
  /** The columns that identify a row. */
  key: string[]
  /** Columns that hold the key of another table, which has one column. */
  refers: { column: string; table: string }[]
  /** Columns that are worked out and not told by the source: its terms may forbid them. */
  derived: string[]
  columns: InsightColumn[]
}

/** The tables, each after those that it refers to. */
export function biTables(): BiTable[] {
  const tables = [...sqlFiles('bi')].map(([name, sql]) => tableOf(name, sql))
  const ordered = new Set<BiTable>()
  const visit = (table: BiTable) => {
    for (const { table: other } of table.refers) {
      const found = tables.find(({ name }) => name === other)
      if (found !== undefined && !ordered.has(found)) visit(found)
    }
    ordered.add(table)
  }
  for (const table of tables) visit(table)
  return [...ordered]
}

/** The columns of a query and their types, without its rows. */
export async function headOf(warehouse: Warehouse, sql: string): Promise<StreamColumn[]> {
  const { columns, batches } = await warehouse.stream(`select * from (\n${sql}\n) as t where false`)
  for await (const _ of batches) continue
  return columns
}

function tableOf(name: string, sql: string): BiTable {
  const list = (word: string) => headerOf(sql, word).flatMap((line) => line.split(', '))
  return {
    name,
    sql,
    grain: headerOf(sql, 'grain')[0] ?? '',
    key: list('key'),
    refers: list('refers').map((line) => {
      const [column = '', table = ''] = line.split(' to ')
      return { column, table }
    }),
    derived: list('derived'),
    columns: columnsOf(sql),
  }
}

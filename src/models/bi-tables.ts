import type { ColumnType } from '../domain/tables/tables.ts'
import { quoteLiteral } from '../warehouse/sql-text.ts'
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'
import { listColumns, type ModelColumn } from './column-meanings.ts'
import { inlineModels } from './inline-models.ts'
import { readHeaderLines, sqlFiles } from './model-files.ts'

/** A table for BI tools: one file in `bi/`. */
export interface BiTable {
  name: string
  sql: string
  /** What one row is. */
  grain: string
  /** The columns that identify a row. */
  key: string[]
  /** Columns that contain the key of another table. Such a key is a single column. */
  refers: { column: string; table: string }[]
  /** Columns that hitparade calculates. The terms of a source may forbid them. */
  derived: string[]
  columns: ModelColumn[]
  /** The table only combines the others and is never stored. */
  isView: boolean
}

/** The tables, each after the tables that it refers to, with views last. */
export function biTables(): BiTable[] {
  const tables = [...sqlFiles('bi')].map(([name, sql]) => parseBiTable(name, sql))
  const ordered = new Set<BiTable>()
  const visit = (table: BiTable) => {
    for (const { table: other } of table.refers) {
      const found = tables.find(({ name }) => name === other)
      if (found !== undefined && !ordered.has(found)) visit(found)
    }
    ordered.add(table)
  }
  for (const table of tables) visit(table)
  const all = [...ordered]
  return [...all.filter(({ isView }) => !isView), ...all.filter(({ isView }) => isView)]
}

/** The query of a table, with empty derived columns for the given sources. */
export function hideDerivedColumns({ sql, columns, derived }: BiTable, sources: readonly string[]): string {
  if (derived.length === 0 || sources.length === 0) return sql
  const literals = sources.map(quoteLiteral).join(', ')
  const selected = columns.map(({ name }) =>
    derived.includes(name)
      ? `    case when original.source not in (${literals}) then original.${name} end as ${name}`
      : `    original.${name}`,
  )
  return `select\n${selected.join(',\n')}\nfrom (\n${sql}\n) as original`
}

/** The same query with every table of `bi` replaced by its own query, for a warehouse without the `bi` views. */
export function inlineBiTables(sql: string): string {
  return inlineModels(sql, 'bi', sqlFiles('bi'))
}

export interface TypedColumn {
  name: string
  type: ColumnType
}

/** The columns of a query and their types. Reads no rows. */
export async function readColumnTypes(
  warehouse: Warehouse,
  sql: string,
  parameters: Parameters = {},
): Promise<TypedColumn[]> {
  const head = await warehouse.stream(`select * from (\n${sql}\n) as result where false`, parameters)
  for await (const _ of head.rows);
  return head.columns.map((name, index) => ({ name, type: head.types[index] ?? 'text' }))
}

function parseBiTable(name: string, sql: string): BiTable {
  const list = (word: string) => readHeaderLines(sql, word).flatMap((line) => line.split(', '))
  return {
    name,
    sql,
    grain: readHeaderLines(sql, 'grain')[0] ?? '',
    key: list('key'),
    refers: list('refers').map((line) => {
      const [column = '', table = ''] = line.split(' to ')
      return { column, table }
    }),
    derived: list('derived'),
    columns: listColumns({ name, sql }),
    isView: readHeaderLines(sql, 'materialized')[0] === 'view',
  }
}

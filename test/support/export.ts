import type { ColumnType } from '../../src/domain/tables/tables.ts'
import type { ExportTable } from '../../src/export/export-table.ts'
import type { ExportFormat, ExportJob } from '../../src/export/write-export.ts'
import type { Value } from '../../src/warehouse/warehouse.ts'

/** A table for an export, with the given rows. */
export function exportTable(
  types: Record<string, ColumnType>,
  rows: Value[][] | (() => AsyncIterable<Value[][]>),
  count = Array.isArray(rows) ? rows.length : 0,
): ExportTable {
  const columns = Object.entries(types).map(([name, type]) => ({ name, type, meaning: name, unit: null }))
  return {
    name: 'numbers',
    about: 'one row per number',
    key: [],
    refers: [],
    columns,
    count: async () => count,
    async *read() {
      if (Array.isArray(rows)) yield rows
      else yield* rows()
    },
  }
}

export function exportJob(table: ExportTable, format: ExportFormat, out: string): ExportJob {
  return { tables: [table], views: [], isBiExport: false, format, out, force: false, onRows: () => {} }
}

import { headOf } from '../models/bi.ts'
import { type Coverage, coverageOf } from '../models/insight-coverage.ts'
import { notesOf } from '../models/insight-notes.ts'
import { askInsight, type InsightContext, readInsight } from '../models/insights.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { batchesOf, type ExportTable } from './table.ts'

export interface InsightExport {
  table: ExportTable
  coverage: Coverage
  notes: string[]
}

/** The rows of one insight. Throws what `runInsight` throws, before anything is written. */
export async function insightTable(
  warehouse: Warehouse,
  name: string,
  given: Record<string, string>,
  context: InsightContext,
): Promise<InsightExport> {
  const asked = await askInsight(warehouse, readInsight(name), given, context)
  const { insight, parameters } = asked
  const types = await headOf(warehouse, insight.sql, parameters)
  const columns = types.map((column) => ({
    ...column,
    ...(insight.columns.find((told) => told.name === column.name) ?? { meaning: '', unit: null }),
  }))
  const table: ExportTable = {
    name,
    about: `${insight.question} ${insight.grain}`,
    key: [],
    refers: [],
    columns,
    async count() {
      const { rows } = await warehouse.query(
        `select count(*) as n from (\n${insight.sql}\n) as c`,
        parameters,
      )
      return Number(rows[0]?.n)
    },
    read: () => batchesOf(warehouse, insight.sql, parameters),
  }
  return { table, coverage: coverageOf(asked), notes: notesOf(asked) }
}

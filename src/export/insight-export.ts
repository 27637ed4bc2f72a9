import { type Coverage, measureCoverage, writeNotes } from '../insights/insight-coverage.ts'
import type { InsightRequest } from '../insights/insight-parameters.ts'
import { type InsightContext, resolveRequest } from '../insights/run-insight.ts'
import { readColumnTypes } from '../models/bi-tables.ts'
import type { Value, Warehouse } from '../warehouse/warehouse.ts'
import { type ExportTable, streamBatches } from './export-table.ts'

export interface InsightExport {
  table: ExportTable
  /** The question, what it was asked with and how sure the answer is: a file is read where nobody hears a command. */
  about: ExportTable
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
  const asked = await resolveRequest(warehouse, name, given, context)
  const { insight, parameters } = asked
  const types = await readColumnTypes(warehouse, insight.sql, parameters)
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
    read: () => streamBatches(warehouse, insight.sql, parameters),
  }
  const coverage = await measureCoverage(warehouse, asked)
  const notes = writeNotes(asked, coverage)
  return { table, about: aboutTable(asked, { table, coverage, notes }), coverage, notes }
}

function aboutTable(
  { insight, parameters }: InsightRequest,
  { table, coverage, notes }: Omit<InsightExport, 'about'>,
): ExportTable {
  const set = Object.entries(parameters).filter(([, value]) => value !== null)
  const rows: Value[][] = [
    ['question', insight.question],
    ['one row', insight.grain],
    ...set.map(([name, value]) => [name, String(value)]),
    ['coverage', `${coverage.observed} of ${coverage.expected} expected issues were observed`],
    ...notes.map((note) => ['note', note]),
    ...table.columns.map(({ name, meaning, unit }) => [
      `column ${name}`,
      unit === null ? meaning : `${meaning} [${unit}]`,
    ]),
  ]
  const column = (name: string, meaning: string) => ({ name, type: 'text' as const, meaning, unit: null })
  return {
    name: 'about',
    about: 'what the other table answers',
    key: [],
    refers: [],
    columns: [column('what', 'what is told'), column('words', 'in words')],
    count: async () => rows.length,
    async *read() {
      yield rows
    },
  }
}

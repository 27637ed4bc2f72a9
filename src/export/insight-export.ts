import {
  type Coverages,
  describeCoverage,
  measureCoverage,
  measureOtherCoverage,
  requireIssues,
  writeNotes,
} from '../insights/insight-coverage.ts'
import type { InsightRequest } from '../insights/insight-parameters.ts'
import { type InsightContext, resolveRequest } from '../insights/run-insight.ts'
import { readColumnTypes } from '../models/bi-tables.ts'
import { formatMeaning } from '../models/column-meanings.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { describeColumns, documentationTable, type ExportTable, queryTable } from './export-table.ts'

interface InsightExport extends Coverages {
  table: ExportTable
  /** The question, its parameters, coverage and notes: a reader of the file does not see what the command printed. */
  about: ExportTable
  notes: string[]
}

/** Prepares the rows of one insight for export. Throws what `runInsight` throws, before anything is written. */
export async function prepareInsightExport(
  warehouse: Warehouse,
  name: string,
  given: Record<string, string>,
  context: InsightContext,
): Promise<InsightExport> {
  const request = await resolveRequest(warehouse, name, given, context)
  const { insight, parameters } = request
  const types = await readColumnTypes(warehouse, insight.sql, parameters)
  const table: ExportTable = {
    name,
    about: `${insight.question} ${insight.grain}`,
    key: [],
    refers: [],
    columns: describeColumns(types, insight.columns),
    ...queryTable({ warehouse, sql: insight.sql, parameters }),
  }
  const coverage = await measureCoverage(warehouse, request)
  requireIssues(request, coverage)
  const other_coverage = await measureOtherCoverage(warehouse, request)
  const notes = writeNotes(request, coverage)
  const found = { table, coverage, other_coverage, notes }
  return { ...found, about: aboutTable(request, found) }
}

function aboutTable(
  { insight, parameters }: InsightRequest,
  { table, coverage, other_coverage, notes }: Omit<InsightExport, 'about'>,
): ExportTable {
  const set = Object.entries(parameters).filter(([, value]) => value !== null)
  return documentationTable(
    'the question, its parameters and how complete the data is',
    { field: 'field', value: 'value' },
    [
      ['question', insight.question],
      ['one row', insight.grain],
      ...set.map(([name, value]) => [name, String(value)]),
      ['coverage', describeCoverage(coverage)],
      ...(other_coverage === null ? [] : [['other coverage', describeCoverage(other_coverage)]]),
      ...notes.map((note) => ['note', note]),
      ...table.columns.map((column) => [`column ${column.name}`, formatMeaning(column)]),
    ],
  )
}

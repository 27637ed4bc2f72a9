import { formatChartName } from '../domain/chart-name.ts'
import type { Issue } from '../insights/insight-issues.ts'
import type { FindRestriction } from '../insights/insight-needs.ts'
import { type BiTable, biTables, hideDerivedColumns, readColumnTypes } from '../models/bi-tables.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import {
  describeColumns,
  documentationTable,
  type ExportTable,
  type ExportView,
  queryTable,
  streamBatches,
  type TableQuery,
} from './export-table.ts'

/** Which issues to export; null means all. */
export interface Selection {
  source: string | null
  chart: string | null
  from: string | null
  to: string | null
}

export interface BiExport {
  tables: ExportTable[]
  views: ExportView[]
  /** Sources whose terms forbid derived metrics, with the columns that are empty for them. */
  restricted: { source: string; columns: string[]; reason: string }[]
}

/** The issues of a selection. */
export function selectIssues(issues: Issue[], { source, chart, from, to }: Selection): Issue[] {
  return issues.filter(
    (issue) =>
      (chart === null || (issue.source === source && issue.chart === chart)) &&
      issue.chart_date >= (from ?? issue.chart_date) &&
      issue.chart_date <= (to ?? issue.chart_date),
  )
}

/**
 * The tables for BI tools: the issues of a selection, and only the songs, artists and albums that occur in them.
 * The last table, `about`, documents the columns of the others.
 */
export async function selectBiTables(
  warehouse: Warehouse,
  selection: Selection,
  { issues: published, findRestriction }: { issues: Issue[]; findRestriction: FindRestriction },
): Promise<BiExport> {
  const issues = selectIssues(published, selection)
  const all = biTables()
  const stored = all.filter(({ isView }) => !isView)
  const restricted = await listRestricted(issues, findRestriction, stored)
  const sources = restricted.map(({ source }) => source)
  const tables: ExportTable[] = []
  for (const table of stored) {
    const { name, grain, key, refers } = table
    const sql = `select selected.* from (\n${hideDerivedColumns(table, sources)}\n) as selected where ${selectionFilter(name, stored)}`
    const query = { warehouse, sql, orderBy: orderColumns(table), parameters: { ...selection } }
    tables.push({
      name,
      about: grain,
      key,
      refers,
      columns: describeColumns(await readColumnTypes(warehouse, table.sql), table.columns),
      ...queryTable(query),
      ...(name === 'chart_entries' ? { read: () => readChartByChart(query, issues) } : {}),
    })
  }
  const views = all
    .filter(({ isView }) => isView)
    .map(({ name, grain, sql, columns }) => ({ name, about: grain, sql, columns }))
  return { tables: [...tables, columnDocumentation(tables)], views, restricted }
}

const chartFilter =
  'cast(:chart as varchar) is null or (selected.source = :source and selected.chart = :chart)'
const dateFilter = `selected.chart_date >= coalesce(cast(:from as date), selected.chart_date)
    and selected.chart_date <= coalesce(cast(:to as date), selected.chart_date)`

/** Tables without a chart date: a row is exported if its key occurs in an exported row of the other table. */
const selectedThrough: Record<string, { column: string; table: string }> = {
  charts: { column: 'chart_key', table: 'issues' },
  songs: { column: 'song_key', table: 'chart_entries' },
  song_artists: { column: 'song_key', table: 'chart_entries' },
  artists: { column: 'artist_key', table: 'song_artists' },
  albums: { column: 'album_key', table: 'songs' },
}

/**
 * The condition for the rows of a selection in a table `selected`. For `artists` it nests two subqueries: artists of the
 * `song_artists` of the selected `chart_entries`. Subqueries contain the SQL of a table, because the warehouse may not
 * have the `bi` tables.
 */
function selectionFilter(name: string, tables: BiTable[]): string {
  const through = selectedThrough[name]
  if (through === undefined) return `(${chartFilter}) and ${dateFilter}`
  const { column, table } = through
  const sql = tables.find((other) => other.name === table)?.sql ?? ''
  return `selected.${column} in (select selected.${column} from (\n${sql}\n) as selected where ${selectionFilter(table, tables)})`
}

function orderColumns({ name, key }: BiTable): string {
  const columns = name === 'chart_entries' ? ['source', 'chart', 'chart_date', 'position'] : key
  return columns.map((column) => `selected.${column} asc nulls last`).join(', ')
}

/** Reads one chart after another: to sort the entries of all charts at once takes memory that grows with them. */
async function* readChartByChart(query: TableQuery, issues: Issue[]) {
  const charts = new Map(
    issues.map(({ source, chart }) => [formatChartName({ source, chart }), { source, chart }]),
  )
  for (const chart of charts.values()) {
    yield* streamBatches({ ...query, parameters: { ...query.parameters, ...chart } })
  }
}

async function listRestricted(
  issues: Issue[],
  findRestriction: FindRestriction,
  tables: { derived: string[] }[],
) {
  const columns = tables.flatMap(({ derived }) => derived)
  const restricted: BiExport['restricted'] = []
  for (const source of new Set(issues.map((issue) => issue.source))) {
    const restriction = await findRestriction(source)
    if (restriction === null) continue
    const { problem, advice } = restriction
    restricted.push({ source, columns, reason: `${problem}; ${advice}` })
  }
  return restricted
}

/** Documents every column of the other tables: Parquet, CSV and XLSX files have no other place for it. */
function columnDocumentation(tables: ExportTable[]): ExportTable {
  const rows = tables.flatMap(({ name: table, key, refers, columns }) =>
    columns.map(({ name, type, unit, meaning }) => {
      const reference = refers.find(({ column }) => column === name)?.table ?? null
      return [table, name, type, key.includes(name), reference, unit, meaning]
    }),
  )
  const meanings = {
    table_name: 'table',
    column_name: 'column',
    type: 'data type',
    is_key: 'true if the column is part of the key',
    refers_to: 'table whose key the column contains',
    unit: 'unit of a number',
    meaning: 'meaning of the column',
  }
  const table = documentationTable('one row per column of the other tables', meanings, rows)
  const columns = table.columns.map((column) =>
    column.name === 'is_key' ? { ...column, type: 'boolean' as const } : column,
  )
  return { ...table, columns, key: ['table_name', 'column_name'] }
}

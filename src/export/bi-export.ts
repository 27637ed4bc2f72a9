import type { Issue } from '../insights/insight-issues.ts'
import type { Refuse } from '../insights/insight-terms.ts'
import { biTables, hideDerivedColumns, inlineBiTables, readColumnTypes } from '../models/bi-tables.ts'
import type { Value, Warehouse } from '../warehouse/warehouse.ts'
import { type ExportTable, type ExportView, streamBatches } from './export-table.ts'

/** What is asked for; null is everything. */
export interface Selection {
  source: string | null
  chart: string | null
  from: string | null
  to: string | null
}

export interface BiExport {
  tables: ExportTable[]
  views: ExportView[]
  /** Sources whose terms forbid derived metrics: the columns for these are empty. */
  withheld: { source: string; columns: string[]; reason: string }[]
}

/** The issues of a selection. */
export function chosenIssues(issues: Issue[], { source, chart, from, to }: Selection): Issue[] {
  return issues.filter(
    (issue) =>
      (chart === null || (issue.source === source && issue.chart === chart)) &&
      issue.chart_date >= (from ?? issue.chart_date) &&
      issue.chart_date <= (to ?? issue.chart_date),
  )
}

/**
 * The tables for BI tools, with the issues of a selection and what belongs to them: no song, artist or album
 * that is on none of them.
 */
export async function selectBiTables(
  warehouse: Warehouse,
  selection: Selection,
  { issues: published, refuse }: { issues: Issue[]; refuse: Refuse },
): Promise<BiExport> {
  const issues = chosenIssues(published, selection)
  const all = biTables()
  const kept = all.filter(({ isView }) => !isView)
  const withheld = await listWithheld(issues, refuse, kept)
  const tables: ExportTable[] = []
  for (const table of kept) {
    const types = await readColumnTypes(warehouse, table.sql)
    const columns = types.map((column) => ({
      ...column,
      ...(table.columns.find(({ name }) => name === column.name) ?? { meaning: '', unit: null }),
    }))
    const chosen = filterByIssues(table.name)
    const told = hideDerivedColumns(
      table,
      withheld.map(({ source }) => source),
    )
    const sql = `select t.* from (\n${told}\n) as t where ${chosen}`
    const ordered = `${sql} order by ${orderColumns(table)}`
    const parameters = { ...selection }
    tables.push({
      name: table.name,
      about: table.grain,
      key: table.key,
      refers: table.refers,
      columns,
      async count() {
        const { rows } = await warehouse.query(`select count(*) as n from (${sql}) as c`, parameters)
        return Number(rows[0]?.n)
      },
      read: () =>
        table.name === 'chart_entries'
          ? chartByChart({ warehouse, sql: ordered, selection, issues })
          : streamBatches(warehouse, ordered, parameters),
    })
  }
  const views = all
    .filter(({ isView }) => isView)
    .map(({ name, grain, sql, columns }) => ({ name, about: grain, sql, columns }))
  return { tables: [...tables, dictionaryTable(tables)], views, withheld }
}

const entries = 'cast(:chart as varchar) is null or (t.source = :source and t.chart = :chart)'
const days = `t.chart_date >= coalesce(cast(:from as date), t.chart_date)
    and t.chart_date <= coalesce(cast(:to as date), t.chart_date)`

/** Which rows of a table belong to a selection. */
function filterByIssues(name: string): string {
  const among = (column: string, other: string) =>
    `t.${column} in (select t.${column} from (\n${inlineBiTables(`select * from bi.${other}`)}\n) as t where ${filterByIssues(other)})`
  const chosen: Record<string, () => string> = {
    chart_entries: () => `(${entries}) and ${days}`,
    issues: () => `(${entries}) and ${days}`,
    charts: () => among('chart_key', 'issues'),
    songs: () => among('song_key', 'chart_entries'),
    song_artists: () => among('song_key', 'chart_entries'),
    artists: () => among('artist_key', 'song_artists'),
    albums: () => among('album_key', 'songs'),
  }
  return chosen[name]?.() ?? 'true'
}

function orderColumns({ name, key }: { name: string; key: string[] }): string {
  const columns = name === 'chart_entries' ? ['source', 'chart', 'chart_date', 'position'] : key
  return columns.map((column) => `t.${column} asc nulls last`).join(', ')
}

interface Reading {
  warehouse: Warehouse
  sql: string
  selection: Selection
  issues: Issue[]
}

/** To put the entries of all charts in order at once would take memory that grows with them. */
async function* chartByChart({ warehouse, sql, selection, issues }: Reading) {
  const charts = new Map(issues.map(({ source, chart }) => [`${source}/${chart}`, { source, chart }]))
  for (const chart of charts.values()) yield* streamBatches(warehouse, sql, { ...selection, ...chart })
}

async function listWithheld(issues: Issue[], refuse: Refuse, tables: { derived: string[] }[]) {
  const withheld: BiExport['withheld'] = []
  for (const source of new Set(issues.map((issue) => issue.source))) {
    const reason = await refuse(source)
    const columns = tables.flatMap(({ derived }) => derived)
    if (reason !== null) withheld.push({ source, columns, reason })
  }
  return withheld
}

/** What every column of the others means: a file has nowhere else to say it. */
function dictionaryTable(tables: ExportTable[]): ExportTable {
  const rows = tables.flatMap(({ name: table, key, refers, columns }) =>
    columns.map(({ name, type, unit, meaning }): Value[] => [
      table,
      name,
      type,
      key.includes(name),
      refers.find(({ column }) => column === name)?.table ?? null,
      unit,
      meaning,
    ]),
  )
  const column = (name: string, meaning: string) => ({ name, type: 'text' as const, meaning, unit: null })
  return {
    name: 'about',
    about: 'one row per column of the other tables',
    key: ['table_name', 'column_name'],
    refers: [],
    columns: [
      column('table_name', 'table'),
      column('column_name', 'column'),
      column('type', 'what it holds'),
      { name: 'is_key', type: 'boolean', meaning: 'part of what identifies a row', unit: null },
      column('refers_to', 'the table whose key it holds'),
      column('unit', 'what a number counts'),
      column('meaning', 'what it is'),
    ],
    count: async () => rows.length,
    async *read() {
      yield rows
    },
  }
}

import { extname, resolve } from 'node:path'
import type { App } from '../app.ts'
import { parseChartDate } from '../domain/calendar.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import { selectBiTables, selectIssues } from '../export/bi-export.ts'
import { prepareInsightExport } from '../export/insight-export.ts'
import { type ExportFormat, type ExportJob, exportFormats, writeExport } from '../export/write-export.ts'
import { resolveChart } from '../insights/insight-charts.ts'
import { type Coverage, measureIssueCoverage } from '../insights/insight-coverage.ts'
import { type Issue, listIssues } from '../insights/insight-issues.ts'
import { requireOrdered } from '../insights/insight-parameters.ts'
import { listInsights, readInsight } from '../insights/run-insight.ts'
import { pluralize, print, printNote } from '../terminal/print.ts'
import { progress, withSpinner } from '../terminal/progress.ts'
import { exportConnection, type Tool } from './export-connection.ts'
import { parseParameters } from './insights.ts'
import type { GlobalOptions } from './options.ts'
import { insightContext, printTerms } from './source-terms.ts'
import { withWarehouse } from './with-app.ts'

export interface ExportOptions {
  insight?: string
  chart?: string
  from?: string
  to?: string
  out?: string
  format?: ExportFormat
  connection?: Tool
  force?: boolean
}

/** `hitparade export`: the tables for BI tools, or the rows of one insight, as files. */
export async function exportFiles(
  words: string[],
  options: ExportOptions,
  globals: GlobalOptions,
): Promise<void> {
  if (options.connection !== undefined) {
    return exportConnection(words, { ...options, connection: options.connection }, globals)
  }
  requireNoName(words)
  const { insight, chart, from, to } = options
  const shared = Object.fromEntries(
    Object.entries({ chart, from, to }).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  const given = {
    ...shared,
    ...parseParameters(words, insight === undefined ? undefined : readInsight(insight)),
  }
  const target = resolveExportTarget(options)
  await withWarehouse(globals, async (app) => {
    const content =
      insight === undefined ? await star(app, given) : await answer(app, insight, given, target.format)
    const { show, end } = progress()
    const exported = await writeExport({
      ...content.job,
      ...target,
      force: options.force === true,
      onRows: (table, rows) => show(`exporting: ${table}, ${pluralize(rows, 'row')}`),
    }).finally(end)
    await print({ columns: ['file', 'rows', 'bytes'], rows: exported.files })
    for (const note of content.notes) printNote(note)
    const { observed, expected } = content.coverage
    if (observed < expected) printNote(`${observed} of ${expected} expected issues were observed`)
    if (exported.formulas > 0) {
      printNote(
        `${pluralize(exported.formulas, 'text')} would be a formula to a spreadsheet that opens the CSV: to look at it in one, write --format xlsx`,
      )
    }
  })
}

interface Content {
  job: Pick<ExportJob, 'tables' | 'views' | 'isBiExport'>
  coverage: Coverage
  notes: string[]
}

async function answer(
  app: App,
  name: string,
  given: Record<string, string>,
  format: ExportFormat,
): Promise<Content> {
  const asking = prepareInsightExport(app.warehouse, name, given, insightContext(app))
  const { table, about, coverage, notes } = await withSpinner('asking', asking)
  const tables = format === 'xlsx' || format === 'duckdb' ? [about, table] : [table]
  return { job: { tables, views: [], isBiExport: false }, coverage, notes }
}

async function star(app: App, given: Record<string, string>): Promise<Content> {
  const unknown = Object.keys(given).find((name) => !['chart', 'from', 'to'].includes(name))
  if (unknown !== undefined) {
    throw new UsageError(`export has no parameter ${unknown} without --insight`, {
      advice: 'the tables are chosen with --chart, --from and --to',
    })
  }
  const { warehouse } = app
  const chart =
    given.chart === undefined || given.chart === 'all' ? null : await resolveChart(warehouse, given.chart)
  const from = given.from === undefined ? null : parseChartDate(given.from)
  const to = given.to === undefined ? null : parseChartDate(given.to)
  requireOrdered({ from, to })
  const all = await listIssues(warehouse, chart)
  const selection = { source: chart?.source ?? null, chart: chart?.chart ?? null, from, to }
  const issues = selectIssues(all, selection)
  requireSome(issues, all)
  const { findRestriction = async () => null } = insightContext(app)
  const { tables, views, restricted } = await selectBiTables(warehouse, selection, {
    issues,
    findRestriction,
  })
  const told = restricted.map(({ source }) => source)
  await printTerms(
    app,
    issues.filter(({ source }) => !told.includes(source)),
    { each: true },
  )
  return {
    job: { tables, views, isBiExport: true },
    coverage: measureIssueCoverage(all, { from: from ?? '', to: to ?? '9999-12-31' }),
    notes: restricted.map(
      ({ columns, reason }) =>
        `${pluralize(columns.length, 'column')} that are worked out (${columns[1]}, ${columns[2]}, …) are empty: ${reason}`,
    ),
  }
}

function requireSome(issues: Issue[], all: Issue[]) {
  if (issues.length > 0) return
  const dates = all.map(({ chart_date }) => chart_date).sort()
  const [first] = dates
  throw new HitparadeError(
    'Empty',
    first === undefined
      ? 'there is no chart yet; fill it with `hitparade run` or `hitparade import`'
      : `there is no issue of these days; those that were observed go from ${first} to ${dates.at(-1)}`,
  )
}

/** `export climbers` is meant as `export --insight climbers`, `export out.xlsx` as `export --out out.xlsx`. */
function requireNoName([word]: string[]) {
  if (word === undefined || word.startsWith('-')) return
  const isInsight = listInsights().some(({ name }) => name === word)
  throw new UsageError(`export expects options only, got ${word}`, {
    advice: `did you mean ${isInsight ? '--insight' : '--out'} ${word}?`,
  })
}

/** Where and how: the ending of --out says the format where --format does not. */
function resolveExportTarget({ insight, out, format }: ExportOptions): Pick<ExportJob, 'format' | 'out'> {
  const ending = out === undefined ? '' : extname(out).slice(1).toLowerCase()
  const said = exportFormats.find((one) => one === ending)
  if (format !== undefined && said !== undefined && format !== said) {
    throw new UsageError(`--out ${out} ends like ${said} and --format says ${format}`, {
      advice: 'expected one of them',
    })
  }
  const chosen = format ?? said ?? (insight === undefined ? 'parquet' : 'xlsx')
  const isFolder = insight === undefined && (chosen === 'parquet' || chosen === 'csv')
  if (isFolder && said !== undefined) {
    throw new UsageError(`the tables do not go into one .${said}`, {
      advice: `name a folder with --out and say --format ${said}, or write one .xlsx or .duckdb`,
    })
  }
  const stem = insight ?? 'hitparade-export'
  return { format: chosen, out: resolve(out ?? (isFolder ? stem : `${stem}.${chosen}`)) }
}

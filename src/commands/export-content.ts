import { extname, resolve } from 'node:path'
import type { App } from '../app.ts'
import { parseChartDate } from '../domain/calendar.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import { selectBiTables, selectIssues } from '../export/bi-export.ts'
import { prepareInsightExport } from '../export/insight-export.ts'
import { type ExportFormat, type ExportJob, exportFormats } from '../export/write-export.ts'
import { resolveChart } from '../insights/insight-charts.ts'
import { type Coverages, measureIssueCoverage } from '../insights/insight-coverage.ts'
import { type Issue, listIssues } from '../insights/insight-issues.ts'
import { requireOrdered } from '../insights/parameters/span.ts'
import { listInsights, readInsight } from '../insights/run-insight.ts'
import { pluralize } from '../terminal/print.ts'
import { withElapsedTime } from '../terminal/progress.ts'
import { parseParameters } from './insight-arguments.ts'
import { insightContext, printTerms } from './source-terms.ts'

export interface ExportOptions {
  insight?: string | undefined
  chart?: string | undefined
  from?: string | undefined
  to?: string | undefined
  out?: string | undefined
  format?: ExportFormat | undefined
  connection?: 'tableau' | 'powerbi' | undefined
  force?: boolean | undefined
}

export interface ExportRequest extends Destination {
  /** Undefined: the tables for BI tools. */
  insight: string | undefined
  /** Parameters of the insight; for the tables `chart`, `from` and `to`. */
  given: Record<string, string>
}

interface Destination extends Pick<ExportJob, 'format' | 'out'> {
  /** `s3://` address of the bucket and the prefix; `out` is then a key below it. Null: `out` is a path. */
  address: string | null
}

/** Throws a `UsageError` for arguments that contradict each other. */
export function readExportRequest(argv: string[], options: ExportOptions): ExportRequest {
  requireNoName(argv)
  const { insight, chart, from, to } = options
  const shared = Object.fromEntries(
    Object.entries({ chart, from, to }).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  const parameters = parseParameters(argv, insight === undefined ? undefined : readInsight(insight))
  return { insight, given: { ...shared, ...parameters }, ...resolveDestination(options) }
}

/** `export climbers` probably means `export --insight climbers`, `export out.xlsx` means `export --out out.xlsx`. */
function requireNoName([argument]: string[]) {
  if (argument === undefined || argument.startsWith('-')) return
  const isInsight = listInsights().some(({ name }) => name === argument)
  throw new UsageError(`export expects options only, got ${argument}`, {
    advice: `did you mean ${isInsight ? '--insight' : '--out'} ${argument}?`,
  })
}

/** The format is that of --format or of the extension of --out. */
function resolveDestination({ insight, out, format }: ExportOptions): Destination {
  requirePlace(out)
  const extension = out === undefined ? '' : extname(out).slice(1).toLowerCase()
  const implied = exportFormats.find((one) => one === extension)
  if (format !== undefined && implied !== undefined && format !== implied) {
    throw new UsageError(`--out ${out} has the extension of ${implied}, but --format is ${format}`, {
      advice: 'pass only one of them',
    })
  }
  // Not `v1.2`, which is a folder.
  if (format === undefined && implied === undefined && /[a-z]/.test(extension)) {
    const known = insight === undefined ? '.xlsx or .duckdb, or a folder' : '.parquet, .csv, .xlsx or .duckdb'
    throw new UsageError(`--out ${out}: .${extension} is not an export format`, { advice: `use ${known}` })
  }
  const chosen: ExportFormat = format ?? implied ?? (insight === undefined ? 'parquet' : 'xlsx')
  const isFolder = insight === undefined && (chosen === 'parquet' || chosen === 'csv')
  if (isFolder && implied !== undefined) {
    throw new UsageError(`a single .${implied} file cannot contain all tables`, {
      advice: `pass a folder as --out with --format ${implied}, or write one .xlsx or .duckdb file`,
    })
  }
  const stem = insight ?? 'hitparade-export'
  const name = isFolder ? stem : `${stem}.${chosen}`
  if (!out?.startsWith('s3://')) return { format: chosen, out: resolve(out ?? name), address: null }
  const address = out.replace(/\/+$/, '')
  if (isFolder) return { format: chosen, out: '', address }
  // An address without an extension is a prefix.
  if (implied === undefined) return { format: chosen, out: name, address }
  const end = address.lastIndexOf('/')
  return { format: chosen, out: address.slice(end + 1), address: address.slice(0, end) }
}

/** Throws a `UsageError` for an address that is neither a path nor in S3: it would become a folder of that name. */
export function requirePlace(
  out: string | undefined,
  expected = 'a file, a folder or s3://bucket/prefix',
): void {
  if (out === undefined || !out.includes('://')) return
  if (out.startsWith('s3://') && expected.includes('s3://')) return
  throw new UsageError(`cannot export to ${out}`, { advice: `name ${expected}` })
}

export interface ExportContent extends Coverages {
  job: Pick<ExportJob, 'tables' | 'views' | 'isBiExport'>
  notes: string[]
}

/** The tables to write, which are read while they are written. */
export function selectContent(app: App, request: ExportRequest): Promise<ExportContent> {
  const { insight, given, format } = request
  return insight === undefined ? selectTables(app, given) : selectInsight(app, insight, given, format)
}

async function selectInsight(
  app: App,
  name: string,
  given: Record<string, string>,
  format: ExportFormat,
): Promise<ExportContent> {
  const answer = prepareInsightExport(app.warehouse, name, given, insightContext(app))
  const { table, about, ...found } = await withElapsedTime('querying', answer)
  const tables = format === 'xlsx' || format === 'duckdb' ? [about, table] : [table]
  return { job: { tables, views: [], isBiExport: false }, ...found }
}

async function selectTables(app: App, given: Record<string, string>): Promise<ExportContent> {
  const unknown = Object.keys(given).find((name) => !['chart', 'from', 'to'].includes(name))
  if (unknown !== undefined) {
    throw new UsageError(`export has no parameter ${unknown} without --insight`, {
      advice: 'select rows of the tables with --chart, --from and --to',
    })
  }
  const { warehouse } = app
  const chart =
    given.chart === undefined || given.chart === 'all' ? null : await resolveChart(warehouse, given.chart)
  const from = given.from === undefined ? null : parseChartDate(given.from, '--from')
  const to = given.to === undefined ? null : parseChartDate(given.to, '--to')
  requireOrdered({ from, to })
  const all = await listIssues(warehouse, chart)
  const selection = { source: chart?.source ?? null, chart: chart?.chart ?? null, from, to }
  const issues = selectIssues(all, selection)
  requireIssues(issues, all)
  const { findRestriction = async () => null } = insightContext(app)
  const { tables, views, restricted } = await selectBiTables(warehouse, selection, {
    issues,
    findRestriction,
  })
  // The reason why columns are empty contains the terms of those sources already.
  const explained = restricted.map(({ source }) => source)
  const others = issues.filter(({ source }) => !explained.includes(source))
  await printTerms(app, others, { each: true })
  return {
    job: { tables, views, isBiExport: true },
    coverage: measureIssueCoverage(all, { from: from ?? '', to: to ?? '9999-12-31' }),
    other_coverage: null,
    notes: restricted.map(
      ({ columns, reason }) =>
        `${pluralize(columns.length, 'computed column')} (${columns[1]}, ${columns[2]}, …) are empty: ${reason}`,
    ),
  }
}

function requireIssues(issues: Issue[], all: Issue[]) {
  if (issues.length > 0) return
  const dates = all.map(({ chart_date }) => chart_date).sort()
  const [first] = dates
  throw first === undefined
    ? new HitparadeError('Empty', 'there is no chart yet', {
        advice: 'run `hitparade run` or `hitparade import` first',
      })
    : new HitparadeError('Empty', 'there is no issue in this period', {
        advice: `the observed issues range from ${first} to ${dates.at(-1)}`,
      })
}

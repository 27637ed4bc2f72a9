import {
  type ChartName,
  formatChartName,
  matchCharts,
  matchWholeNames,
  suggestCharts,
} from '../domain/chart-name.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import { didYouMean } from '../domain/text/did-you-mean.ts'
import { readRows, type TypedRow } from '../warehouse/read-rows.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Insight } from './insight-header.ts'
import { findMarketCharts } from './market-charts.ts'
import { requireNotWithheld } from './withheld-charts.ts'

/** A chart and the extent of its published issues. */
export interface Chart extends ChartName {
  first_date: string
  last_date: string
  issues: number
  /** Issues that the calendar expects from the first to the last. */
  expected_issues: number
}

/** The charts that a question is about. */
export interface ChartSelection {
  /** Null for several charts. */
  chart: ChartName | null
  /** Parameters of the SQL; null means all. */
  names: { source: string | null; chart: string | null }
  charts: Chart[]
  /** Charts of the source that are not added up: global charts already contain those of the markets. */
  left_out: ChartName[]
}

/**
 * Resolves `--chart`: a slug, `source/slug`, the code of a market, or `all` if the insight can cover all charts. The default
 * is the first of: the one chart of scope global; the only chart. Throws a `UsageError` that lists the charts if that is not
 * exactly one, code `Withheld` if checks withhold all issues of the chart, and code `Empty` if there is no chart.
 */
export async function resolveCharts(
  warehouse: Warehouse,
  insight: Insight,
  given: string | undefined,
): Promise<ChartSelection> {
  const charts = await listCharts(warehouse)
  const initial = insight.parameters.find(({ name }) => name === 'chart')?.initial ?? 'all'
  const wanted = given ?? initial
  if (wanted === 'all' && (initial === 'all' || insight.charts === 'each')) {
    return { chart: null, names: { source: null, chart: null }, charts, left_out: [] }
  }
  const wantedCharts = await findWanted(warehouse, charts, given)
  const all = /^(?:(.*)\/)?all$/.exec(wanted)
  // A chart may have the name `all`, e.g. that of a file all.csv: with its source it is the chart.
  const isChart = wantedCharts.some((chart) => formatChartName(chart) === wanted)
  if (all !== null && insight.charts === 'summed' && !isChart) return selectSource(warehouse, charts, all[1])
  if (wanted === 'all') {
    throw new UsageError(`${insight.name} is about one chart`, { advice: adviseCharts(charts) })
  }
  const found = pickChart(charts, wantedCharts, { flag: '--chart', given })
  const names = { source: found.source, chart: found.chart }
  return { chart: names, names, charts: [found], left_out: [] }
}

/** The one chart that `--chart`, or another parameter, names. Throws what `resolveCharts` throws. */
export async function resolveChart(
  warehouse: Warehouse,
  given: string | undefined,
  flag = '--chart',
): Promise<ChartName> {
  const charts = await listCharts(warehouse)
  const { source, chart } = pickChart(charts, await findWanted(warehouse, charts, given), { flag, given })
  return { source, chart }
}

/** From when to when there are issues, as a sentence. */
export function describeExtent(charts: Chart[]): string {
  const first = charts.map(({ first_date }) => first_date).sort()[0]
  const last = charts
    .map(({ last_date }) => last_date)
    .sort()
    .at(-1)
  const issues = charts.reduce((sum, chart) => sum + chart.issues, 0)
  const [only] = charts.map(formatChartName)
  const subject = charts.length === 1 ? `${only} has` : `${charts.length} charts have`
  return `${subject} ${issues} ${issues === 1 ? 'issue' : 'issues'} from ${first} to ${last}`
}

/** The charts that may be meant. Throws if there is no chart at all, or checks withhold those that are meant. */
async function findWanted(warehouse: Warehouse, charts: KnownChart[], given: string | undefined) {
  const wanted = given === undefined ? listMainCharts(charts) : await findNamed(warehouse, charts, given)
  if (wanted.length === 0) await requireNotWithheld(warehouse, charts.length === 0 ? undefined : given)
  if (charts.length > 0) return wanted
  throw new HitparadeError('Empty', 'there is no chart yet', {
    advice: 'fill it with `hitparade run` or `hitparade import`',
  })
}

/** A whole name means more than the code of a market, and that more than the beginning of a name. */
async function findNamed(warehouse: Warehouse, charts: KnownChart[], given: string): Promise<KnownChart[]> {
  const exact = matchWholeNames(charts, given)
  if (exact.length > 0) return exact
  const names = new Set((await findMarketCharts(warehouse, given)).map(formatChartName))
  const ofMarket = charts.filter((chart) => names.has(formatChartName(chart)))
  return ofMarket.length > 0 ? ofMarket : matchCharts(charts, given)
}

const knownColumns = {
  source: 'text',
  chart: 'text',
  scope: 'text',
  first_date: 'text',
  last_date: 'text',
  issues: 'number',
  expected_issues: 'number',
} as const

type KnownChart = TypedRow<typeof knownColumns>

const byName = (a: ChartName, b: ChartName) =>
  (a.source === b.source ? a.chart < b.chart : a.source < b.source) ? -1 : 1

async function listCharts(warehouse: Warehouse): Promise<KnownChart[]> {
  const result = await warehouse.query(
    `select
        charts.source, charts.chart, charts.scope, charts.first_date, charts.last_date, charts.issues,
        charts.expected_issues
    from core.charts as charts`,
  )
  // Every question reads these few rows, and to sort them in the query would double its time.
  return readRows(result, knownColumns).sort(byName)
}

/** The charts whose numbers are summed. They are of one source: ids of songs and artists have no meaning in another. */
async function selectSource(
  warehouse: Warehouse,
  known: KnownChart[],
  given: string | undefined,
): Promise<ChartSelection> {
  const sources = [...new Set(known.map(({ source }) => source))]
  const [only = ''] = sources
  if (given === undefined && sources.length > 1) {
    const names = sources.map((source) => `${source}/all`)
    throw new UsageError('there are several sources', {
      advice: `give --chart and one of ${names.join(', ')}`,
    })
  }
  if (given !== undefined && !sources.includes(given)) {
    throw new UsageError(`there is no source ${given}`, { advice: didYouMean(given, sources) })
  }
  const source = given ?? only
  const own = known.filter((chart) => chart.source === source)
  const { rows } = await warehouse.query(
    'select totals.chart from core.charts_in_totals as totals where totals.source = :source',
    { source },
  )
  const counted = new Set(rows.map(({ chart }) => chart))
  return {
    chart: null,
    names: { source, chart: null },
    charts: own.filter(({ chart }) => counted.has(chart)),
    left_out: own.filter(({ chart }) => !counted.has(chart)),
  }
}

function pickChart(
  charts: KnownChart[],
  wanted: KnownChart[],
  { flag, given }: { flag: string; given: string | undefined },
): KnownChart {
  const [found] = wanted
  if (found !== undefined && wanted.length === 1) return found
  if (given === undefined) {
    throw new UsageError('there are several charts', { advice: adviseCharts(charts) })
  }
  if (wanted.length > 1) {
    const isOfMarket = matchWholeNames(wanted, given).length === 0
    const problem = isOfMarket
      ? `the market ${given} has ${wanted.length} charts`
      : `several sources have a chart ${given}`
    throw new UsageError(problem, { advice: adviseCharts(wanted, flag) })
  }
  throw new UsageError(`there is no chart ${given}`, { advice: suggestCharts(charts, given) })
}

function adviseCharts(charts: ChartName[], flag = '--chart'): string {
  return `give ${flag} and one of ${charts.map(formatChartName).join(', ')}`
}

function listMainCharts(charts: KnownChart[]): KnownChart[] {
  const global = charts.filter(({ scope }) => scope === 'global')
  return global.length === 0 ? charts : global
}

import { HitparadeError, UsageError } from '../domain/errors.ts'
import { didYouMean } from '../domain/text/did-you-mean.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { Insight } from './insight-header.ts'

export interface ChartName {
  source: string
  chart: string
}

/** A chart and what is published of it. */
export interface Chart extends ChartName {
  first_date: string
  last_date: string
  issues: number
  /** Issues that the calendar expected from the first to the last. */
  expected_issues: number
}

/** The charts that a question is about. */
export interface ChartSelection {
  /** Null where it is about several. */
  chart: ChartName | null
  /** What the SQL is given: null stands for all. */
  names: { source: string | null; chart: string | null }
  charts: Chart[]
}

/**
 * The charts that are meant: a slug, `source/slug`, or where nothing is given the one chart of scope global, else
 * the only chart; `all` where the insight may be asked of all. Throws a `UsageError` that lists the charts where
 * that is not one.
 */
export async function resolveCharts(
  warehouse: Warehouse,
  insight: Insight,
  given: string | undefined,
): Promise<ChartSelection> {
  const charts = await knownCharts(warehouse)
  const initial = insight.parameters.find(({ name }) => name === 'chart')?.initial ?? 'all'
  const wanted = given ?? initial
  if (wanted === 'all' && (initial === 'all' || insight.charts === 'each')) {
    return { chart: null, names: { source: null, chart: null }, charts }
  }
  requireSome(charts)
  const source = /^(?:(.*)\/)?all$/.exec(wanted)
  if (source !== null && insight.charts === 'summed') return chartsOfSource(charts, source[1])
  if (wanted === 'all') {
    const names = charts.map(fullName).join(', ')
    throw new UsageError(`${insight.name} is about one chart`, { advice: `give --chart and one of ${names}` })
  }
  const { source: of, chart } = theOne(charts, given)
  const names = { source: of, chart }
  return { chart: names, names, charts: charts.filter((each) => each.source === of && each.chart === chart) }
}

/** The one chart that is meant. Throws what `chartsMeant` throws. */
export async function resolveChart(warehouse: Warehouse, given: string | undefined): Promise<ChartName> {
  const charts = await knownCharts(warehouse)
  requireSome(charts)
  const { source, chart } = theOne(charts, given)
  return { source, chart }
}

function requireSome(charts: Chart[]) {
  if (charts.length > 0) return
  throw new HitparadeError('Empty', 'there is no chart yet', {
    advice: 'fill it with `hitparade run` or `hitparade import`',
  })
}

interface KnownChart extends Chart {
  scope: string
  /** It counts where the charts of its source are added up. */
  in_totals: boolean
}

async function knownCharts(warehouse: Warehouse): Promise<KnownChart[]> {
  const { rows } = await warehouse.query(
    `select
        c.source, c.chart, c.scope, c.first_date, c.last_date, c.issues, c.expected_issues,
        t.chart is not null as in_totals
    from core.charts as c
    left join core.charts_in_totals as t
        on c.source = t.source and c.chart = t.chart
    order by c.source asc nulls last, c.chart asc nulls last`,
  )
  return rows as unknown as KnownChart[]
}

/** Those whose figures are added up: of one source, because ids of songs and artists mean nothing in another. */
function chartsOfSource(known: KnownChart[], given: string | undefined): ChartSelection {
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
  const charts = known.filter((chart) => chart.source === source && chart.in_totals)
  return { chart: null, names: { source, chart: null }, charts }
}

function theOne(charts: KnownChart[], given: string | undefined): ChartName {
  const wanted = given === undefined ? mainCharts(charts) : charts.filter((chart) => isCalled(chart, given))
  const [found] = wanted
  if (found !== undefined && wanted.length === 1) return found
  const names = charts.map(fullName)
  if (given === undefined) {
    throw new UsageError('there are several charts', {
      advice: `give --chart and one of ${names.join(', ')}`,
    })
  }
  if (wanted.length > 1) {
    throw new UsageError(`several sources have a chart ${given}`, {
      advice: `give --chart and one of ${wanted.map(fullName).join(', ')}`,
    })
  }
  const slugs = charts.map(({ chart }) => chart)
  throw new UsageError(`there is no chart ${given}`, {
    advice: didYouMean(given, given.includes('/') ? names : slugs),
  })
}

function mainCharts(charts: KnownChart[]): KnownChart[] {
  const global = charts.filter(({ scope }) => scope === 'global')
  return global.length === 0 ? charts : global
}

function isCalled(chart: ChartName, given: string): boolean {
  return given === chart.chart || given === fullName(chart)
}

function fullName({ source, chart }: ChartName): string {
  return `${source}/${chart}`
}

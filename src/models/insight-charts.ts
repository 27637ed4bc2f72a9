import { HitparadeError, UsageError } from '../errors.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { meant } from './names.ts'

export interface ChartName {
  source: string
  chart: string
}

/** A published issue, as far as spans and coverage need it. */
export interface Issue extends ChartName {
  chart_date: string
  previous_date: string | null
  chart_size: number
  previous_size: number | null
  /** Expected issues since the previous one that were not observed. */
  missing_before: number
  cadence: 'daily' | 'weekly'
  weekdays: string | null
}

/**
 * The chart that is meant: a slug, `source/slug`, or where nothing is given the one chart of scope global, else
 * the only chart. Throws a `UsageError` that lists the charts where that is not one.
 */
export async function chartOf(warehouse: Warehouse, given: string | undefined): Promise<ChartName> {
  const charts = await knownCharts(warehouse)
  if (charts.length === 0) {
    throw new HitparadeError(
      'Empty',
      'there is no chart yet; fill it with `hitparade run` or `hitparade import`',
    )
  }
  const wanted = given === undefined ? mainCharts(charts) : charts.filter((chart) => isCalled(chart, given))
  const [found] = wanted
  if (found !== undefined && wanted.length === 1) return { source: found.source, chart: found.chart }
  const names = charts.map(fullName)
  if (given === undefined) {
    throw new UsageError(`there are several charts; give --chart and one of ${names.join(', ')}`)
  }
  if (wanted.length > 1) {
    throw new UsageError(
      `several sources have a chart ${given}; give --chart and one of ${wanted.map(fullName).join(', ')}`,
    )
  }
  const slugs = charts.map(({ chart }) => chart)
  throw new UsageError(`there is no chart ${given}${meant(given, given.includes('/') ? names : slugs)}`)
}

/** The published issues of a chart, or of all charts, oldest first. */
export async function issuesOf(warehouse: Warehouse, chart: ChartName | null): Promise<Issue[]> {
  const { rows } = await warehouse.query(
    `select
        i.source, i.chart, i.chart_date, i.previous_date, i.chart_size, i.previous_size, i.missing_before,
        i.cadence, i.weekdays
    from core.published_issues as i
    where cast(:chart as varchar) is null or (i.source = :source and i.chart = :chart)
    order by i.source asc nulls last, i.chart asc nulls last, i.chart_date asc nulls last`,
    chart === null ? { source: null, chart: null } : { ...chart },
  )
  return rows as unknown as Issue[]
}

interface KnownChart extends ChartName {
  scope: string
}

async function knownCharts(warehouse: Warehouse): Promise<KnownChart[]> {
  const { rows } = await warehouse.query(
    `select i.source, i.chart, i.scope
    from core.published_issues as i
    qualify row_number() over (partition by i.source, i.chart order by i.chart_date desc nulls last) = 1
    order by i.source asc nulls last, i.chart asc nulls last`,
  )
  return rows as unknown as KnownChart[]
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

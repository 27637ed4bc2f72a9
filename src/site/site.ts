import { addDays, type Calendar, daysBetween, expectedAfter } from '../domain/calendar.ts'
import type { InsightContext } from '../insights/run-insight.ts'
import type { Terms } from '../sources/source.ts'
import { readRows } from '../warehouse/read-rows.ts'
import { type Answers, type RememberingWarehouse, rememberAnswers } from '../warehouse/remember-answers.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** What a site needs from outside. */
export interface SiteContext {
  warehouse: Warehouse
  /** The reason why the terms of a source do not allow derived figures; null if they do. */
  findRestriction: NonNullable<InsightContext['findRestriction']>
  /** The terms of a source; null for a source of imported files. */
  findTerms(source: string): Promise<Terms | null>
}

/** A chart of the site, with the extent of its published issues. */
export interface SiteChart {
  source: string
  chart: string
  chart_name: string
  scope: string
  market: string | null
  chart_size: number
  cadence: string
  first_date: string
  last_date: string
  issues: number
  expected_issues: number
  /** Instant at which the newest issue was observed. */
  fetched_at: string
  /** Day by which the next issue should be observed, by the calendar of the chart; null if it is counted from plays. */
  due_date: string | null
}

/** What a page says about a source whose rows it shows. */
export interface Attribution {
  source: string
  text: string
  url: string | null
}

/** The content of the warehouse that every page needs, read once per load of the warehouse. */
export interface Site extends SiteContext {
  warehouse: RememberingWarehouse
  /** The charts that may be shown, the main one of each source first. */
  charts: SiteChart[]
  /** Sources that the site leaves out, and why. */
  leftOut: { source: string; reason: string }[]
  attributions: Map<string, Attribution>
  /** The newest instant in the data. Pages use it in place of the clock, so that static and live pages are the same. */
  now: string
}

/**
 * Reads what every page needs. Charts of sources whose terms do not allow derived figures are left out. `known` is what a site
 * over the same data has read.
 */
export async function openSite(context: SiteContext, known?: Answers): Promise<Site> {
  // Many pages and insights begin with the same queries.
  const warehouse = rememberAnswers(context.warehouse, known)
  const all = await listCharts(warehouse)
  const leftOut: Site['leftOut'] = []
  const attributions: Site['attributions'] = new Map()
  for (const source of new Set(all.map((chart) => chart.source))) {
    const restriction = await context.findRestriction(source)
    if (restriction !== null) leftOut.push({ source, reason: restriction.problem })
    const terms = await context.findTerms(source)
    if (terms?.attribution) attributions.set(source, { source, text: terms.attribution, url: terms.url })
  }
  const hidden = new Set(leftOut.map(({ source }) => source))
  const charts = all.filter(({ source }) => !hidden.has(source))
  const newest = charts
    .map(({ fetched_at }) => fetched_at)
    .sort()
    .at(-1)
  return { ...context, warehouse, charts, leftOut, attributions, now: newest ?? '1970-01-01T00:00:00Z' }
}

/** The chart with these names; undefined if the site does not show it. */
export function findChart({ charts }: Site, source: string, chart: string): SiteChart | undefined {
  return charts.find((each) => each.source === source && each.chart === chart)
}

/** The sources that the site shows. */
export function listSources({ charts }: Site): string[] {
  return [...new Set(charts.map(({ source }) => source))]
}

const chartColumns = {
  source: 'text',
  chart: 'text',
  chart_name: 'text',
  scope: 'text',
  market: 'text?',
  chart_size: 'number',
  cadence: ['daily', 'weekly'],
  weekdays: 'text?',
  counts_plays: 'boolean',
  first_date: 'text',
  last_date: 'text',
  issues: 'number',
  expected_issues: 'number',
  fetched_at: 'text',
} as const

async function listCharts(warehouse: Warehouse): Promise<SiteChart[]> {
  const result = await warehouse.query(`
    select
        charts.source, charts.chart, newest.chart_name, charts.scope, newest.market, newest.chart_size, newest.cadence,
        newest.weekdays, newest.counts_plays, charts.first_date, charts.last_date, charts.issues, charts.expected_issues, newest.fetched_at
    from core.charts as charts
    inner join core.published_issues as newest
        on
            charts.source = newest.source
            and charts.chart = newest.chart
            and charts.last_date = newest.chart_date
    order by
        charts.source asc nulls last,
        case charts.scope when 'global' then 1 when 'market' then 2 else 3 end asc nulls last,
        newest.chart_name asc nulls last,
        charts.chart asc nulls last`)
  return readRows(result, chartColumns).map(({ weekdays, counts_plays, ...chart }) => ({
    ...chart,
    due_date: counts_plays ? null : findDueDate({ ...chart, weekdays }),
  }))
}

/** Days after its date by which a source has published an issue; one that is observed later was imported or fetched again. */
const longestLag = 7

/** The day on which the next issue comes if it takes as long to appear as the newest one. */
function findDueDate(chart: Calendar & Pick<SiteChart, 'last_date' | 'fetched_at'>): string {
  const { last_date, fetched_at } = chart
  const [next = last_date] = expectedAfter(chart, last_date, addDays(last_date, 7))
  const lag = daysBetween(last_date, fetched_at.slice(0, 10))
  return addDays(next, lag > 0 && lag <= longestLag ? lag : 0)
}

import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'
import type { ChartName } from './insight-charts.ts'

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

/** Names null for all, as parameters of insights have them. */
export type Names = { source: string | null; chart: string | null }

const ofNames = `(cast(:source as varchar) is null or i.source = :source)
        and (cast(:chart as varchar) is null or i.chart = :chart)`

/** The published issues of a chart, or of all charts, oldest first. */
export async function listIssues(warehouse: Warehouse, chart: ChartName | null): Promise<Issue[]> {
  const order = `order by i.source asc nulls last, i.chart asc nulls last, i.chart_date asc nulls last`
  return issuesWhere(warehouse, `1 = 1 ${order}`, {
    source: chart?.source ?? null,
    chart: chart?.chart ?? null,
  })
}

/** The issue of a date; null where there is none. */
export async function findIssue(warehouse: Warehouse, names: Names, on: string): Promise<Issue | null> {
  const [issue] = await issuesWhere(warehouse, 'i.chart_date = cast(:on as date)', { ...names, on })
  return issue ?? null
}

/** The last issue before a date and the first after it, where there are such. */
export async function issueDatesAround(warehouse: Warehouse, names: Names, on: string): Promise<string[]> {
  const { rows } = await warehouse.query(
    `select
        max(case when i.chart_date < cast(:on as date) then i.chart_date end) as before,
        min(case when i.chart_date > cast(:on as date) then i.chart_date end) as after
    from core.published_issues as i
    where ${ofNames}`,
    { ...names, on },
  )
  const { before = null, after = null } = rows[0] ?? {}
  return [before, after].filter((date) => typeof date === 'string')
}

/** The number of issues in a span, chart by chart. */
export async function issueCounts(
  warehouse: Warehouse,
  names: Names,
  span: { from: string; to: string },
): Promise<(ChartName & { issues: number })[]> {
  const { rows } = await warehouse.query(
    `select i.source, i.chart, count(*) as issues
    from core.published_issues as i
    where ${ofNames} and i.chart_date between cast(:from as date) and cast(:to as date)
    group by 1, 2`,
    { ...names, ...span },
  )
  return rows as unknown as (ChartName & { issues: number })[]
}

/** The issues after unobserved ones, where some of these may lie in the span. */
export function issuesAfterGaps(
  warehouse: Warehouse,
  names: Names,
  span: { from: string; to: string },
): Promise<Issue[]> {
  const overlap = `i.missing_before > 0 and i.chart_date >= cast(:from as date) and i.previous_date <= cast(:to as date)`
  return issuesWhere(warehouse, overlap, { ...names, ...span })
}

async function issuesWhere(
  warehouse: Warehouse,
  condition: string,
  parameters: Parameters,
): Promise<Issue[]> {
  const { rows } = await warehouse.query(
    `select
        i.source, i.chart, i.chart_date, i.previous_date, i.chart_size, i.previous_size, i.missing_before,
        i.cadence, i.weekdays
    from core.published_issues as i
    where ${ofNames} and ${condition}`,
    parameters,
  )
  return rows as unknown as Issue[]
}

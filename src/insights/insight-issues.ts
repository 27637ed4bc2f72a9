import { addDays, expectedAfter } from '../domain/calendar.ts'
import type { ChartName } from '../domain/chart-name.ts'
import { readRows, type TypedRow } from '../warehouse/read-rows.ts'
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'
import type { ChartSelection } from './insight-charts.ts'

const issueColumns = {
  source: 'text',
  chart: 'text',
  chart_date: 'text',
  previous_date: 'text?',
  chart_size: 'number',
  previous_size: 'number?',
  /** Expected issues since the previous one that were not observed. */
  missing_before: 'number',
  cadence: ['daily', 'weekly'],
  weekdays: 'text?',
} as const

/** A published issue: the columns that spans and coverage need. */
export type Issue = TypedRow<typeof issueColumns>

type Names = ChartSelection['names']

const isNamed = `(cast(:source as varchar) is null or issues.source = :source)
        and (cast(:chart as varchar) is null or issues.chart = :chart)`

/** The published issues of a chart, or of all charts, oldest first. */
export async function listIssues(warehouse: Warehouse, chart: ChartName | null): Promise<Issue[]> {
  const order = `order by issues.source asc nulls last, issues.chart asc nulls last, issues.chart_date asc nulls last`
  const { source = null, chart: name = null } = chart ?? {}
  return issuesWhere(warehouse, `1 = 1 ${order}`, { source, chart: name })
}

/** The issue of a date; null if there is no such issue. */
export async function findIssue(warehouse: Warehouse, names: Names, on: string): Promise<Issue | null> {
  const [issue] = await issuesWhere(warehouse, 'issues.chart_date = cast(:on as date)', { ...names, on })
  return issue ?? null
}

/** The last issue of a chart up to a day, and the first one after it. */
export async function issuesAround(
  warehouse: Warehouse,
  names: Names,
  day: string,
): Promise<{ before: Issue | null; after: Issue | null }> {
  const [before = null] = await issuesWhere(
    warehouse,
    `issues.chart_date <= cast(:day as date)
    qualify row_number() over (order by issues.chart_date desc nulls last) = 1`,
    { ...names, day },
  )
  const [after = null] = await issuesWhere(
    warehouse,
    `issues.chart_date > cast(:day as date)
    qualify row_number() over (order by issues.chart_date asc nulls last) = 1`,
    { ...names, day },
  )
  return { before, after }
}

/** The unobserved dates between an issue and the previous one on which the calendar expects an issue. */
export function missingDates(issue: Issue): string[] {
  const { previous_date, chart_date, missing_before } = issue
  if (previous_date === null) return []
  return expectedAfter(issue, previous_date, addDays(chart_date, -1)).slice(0, missing_before)
}

/** The number of issues of each chart in a span. */
export async function countIssues(
  warehouse: Warehouse,
  names: Names,
  span: { from: string; to: string },
): Promise<(ChartName & { issues: number })[]> {
  const result = await warehouse.query(
    `select issues.source, issues.chart, count(*) as issues
    from core.published_issues as issues
    where ${isNamed} and issues.chart_date between cast(:from as date) and cast(:to as date)
    group by 1, 2`,
    { ...names, ...span },
  )
  return readRows(result, { source: 'text', chart: 'text', issues: 'number' })
}

/** The issues that follow unobserved ones, if some of these may be in the span. */
export function issuesAfterGaps(
  warehouse: Warehouse,
  names: Names,
  span: { from: string; to: string },
): Promise<Issue[]> {
  const overlap = `issues.missing_before > 0 and issues.chart_date >= cast(:from as date)
        and issues.previous_date <= cast(:to as date)`
  return issuesWhere(warehouse, overlap, { ...names, ...span })
}

async function issuesWhere(
  warehouse: Warehouse,
  condition: string,
  parameters: Parameters,
): Promise<Issue[]> {
  const result = await warehouse.query(
    `select
        issues.source, issues.chart, issues.chart_date, issues.previous_date, issues.chart_size,
        issues.previous_size, issues.missing_before, issues.cadence, issues.weekdays
    from core.published_issues as issues
    where ${isNamed} and ${condition}`,
    parameters,
  )
  return readRows(result, issueColumns)
}

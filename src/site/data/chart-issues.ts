import { readRows, type TypedRow } from '../../warehouse/read-rows.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { groupRows } from './group-rows.ts'

const issueColumns = {
  chart: 'text',
  chart_date: 'text',
  chart_name: 'text',
  chart_size: 'number',
  scope: 'text',
  market: 'text?',
  cadence: 'text',
  weekdays: 'text?',
  issue_number: 'number',
  previous_date: 'text?',
  previous_size: 'number?',
  /** Expected issues since the previous one that were not observed. */
  missing_before: 'number',
  /** The issue has a position without an entry. */
  has_hole: 'boolean',
  entry_count: 'number',
  reject_count: 'number',
  fetched_at: 'text',
  snapshot_id: 'text',
  source_url: 'text?',
} as const

/** A published issue. */
export type ChartIssueRow = TypedRow<typeof issueColumns>

const selectIssues = `
    select
        issues.chart, issues.chart_date, issues.chart_name, issues.chart_size, issues.scope, issues.market,
        issues.cadence, issues.weekdays, cast(issues.issue_number as bigint) as issue_number, issues.previous_date,
        issues.previous_size, issues.missing_before, issues.filled_positions < issues.chart_size as has_hole,
        issues.entry_count, issues.reject_count, issues.fetched_at, issues.snapshot_id, issues.source_url
    from core.published_issues as issues`

const inOrder = 'order by issues.chart asc nulls last, issues.chart_date asc nulls last'

/** The issues of a chart, oldest first. */
export async function readChartIssues(
  warehouse: Warehouse,
  { source, chart }: { source: string; chart: string },
): Promise<ChartIssueRow[]> {
  const result = await warehouse.query(
    `${selectIssues} where issues.source = :source and issues.chart = :chart ${inOrder}`,
    { source, chart },
  )
  return readRows(result, issueColumns)
}

/** The issues of all charts of a source by chart, oldest first. */
export async function readSourceIssues(
  warehouse: Warehouse,
  source: string,
): Promise<Map<string, ChartIssueRow[]>> {
  const result = await warehouse.query(`${selectIssues} where issues.source = :source ${inOrder}`, { source })
  return groupByChart(readRows(result, issueColumns))
}

/** The issues of each chart that has a recording, from its first one to the one after its last. */
export async function readIssuesAround(
  warehouse: Warehouse,
  source: string,
  recording: string,
): Promise<Map<string, ChartIssueRow[]>> {
  const result = await warehouse.query(
    `with spans as (
        select
            history.chart,
            min(history.chart_date) as first_date,
            max(history.chart_date) as last_date
        from core.chart_history as history
        where history.source = :source and history.recording_id = :recording
        group by 1
    )
    ${selectIssues}
    inner join spans
        on issues.chart = spans.chart
    where
        issues.source = :source
        and issues.chart_date >= spans.first_date
        and (issues.previous_date is null or issues.previous_date <= spans.last_date)
    ${inOrder}`,
    { source, recording },
  )
  return groupByChart(readRows(result, issueColumns))
}

/** The issues of a source after which counts may be larger: the next issue came after a gap, or has a position without an entry. */
export const uncertainIssues = `
        select issues.chart, issues.previous_date
        from core.published_issues as issues
        where
            issues.source = :source
            and issues.previous_date is not null
            and (issues.missing_before > 0 or issues.filled_positions < issues.chart_size)`

/** These issues as `chart date`. */
export async function readUncertainIssues(warehouse: Warehouse, source: string): Promise<Set<string>> {
  const result = await warehouse.query(uncertainIssues, { source })
  const rows = readRows(result, { chart: 'text', previous_date: 'text' } as const)
  return new Set(rows.map(({ chart, previous_date }) => `${chart} ${previous_date}`))
}

function groupByChart(issues: ChartIssueRow[]): Map<string, ChartIssueRow[]> {
  return groupRows(issues, ({ chart }) => chart)
}

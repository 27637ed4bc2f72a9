import { formatChartName, matchCharts } from '../domain/chart-name.ts'
import { HitparadeError } from '../domain/errors.ts'
import { readRows } from '../warehouse/read-rows.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** Issues that an error names at most. */
const LISTED = 5

const columns = { source: 'text', chart: 'text', chart_date: 'text', checks: 'text' } as const

/**
 * Throws code `Withheld` if a check withholds issues of the given chart, or of any chart: for a chart without a published
 * issue. It names the issues, and how to publish one.
 */
export async function requireNotWithheld(warehouse: Warehouse, given: string | undefined): Promise<void> {
  const result = await warehouse.query(
    `select withheld.source, withheld.chart, withheld.chart_date, withheld.checks
    from core.withheld_issues as withheld
    where withheld.published_snapshot_id is null
    order by withheld.source asc nulls last, withheld.chart asc nulls last, withheld.chart_date asc nulls last`,
  )
  const all = readRows(result, columns)
  const issues = given === undefined ? all : matchCharts(all, given)
  const [first] = issues
  if (first === undefined) return
  const charts = [...new Set(issues.map(formatChartName))]
  const names = issues.map((issue) =>
    charts.length === 1
      ? `${issue.chart_date} (${issue.checks})`
      : `${formatChartName(issue)} ${issue.chart_date} (${issue.checks})`,
  )
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : ''
  throw new HitparadeError(
    'Withheld',
    `checks withhold every issue of ${charts.join(', ')}: ${names.slice(0, LISTED).join(', ')}${more}`,
    {
      advice: `see why with \`hitparade status\`, publish one with \`hitparade approve ${formatChartName(first)} ${first.chart_date}\``,
    },
  )
}

import { readRows } from '../warehouse/read-rows.ts'
import { quoteLiteral } from '../warehouse/sql-text.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** What is unusual about an issue, a chart or two songs, without being an error. */
export interface Warning {
  check_name: string
  source: string
  chart: string
  /** Of several issues of the chart with this warning the newest. */
  chart_date: string
  detail: string
  /** Older issues of the chart with the same warning. */
  older_issues: number
}

const columns = {
  check_name: 'text',
  source: 'text',
  chart: 'text',
  chart_date: 'text',
  detail: 'text',
  older_issues: 'number',
} as const

/**
 * The warnings about all issues, or about those of the raw objects with the given keys: for each chart and check that of
 * the newest issue. A chart that lacks its newest issues is a warning about all issues only.
 */
export async function listWarnings(
  warehouse: Pick<Warehouse, 'query'>,
  rawKeys: string[] | null = null,
): Promise<Warning[]> {
  if (rawKeys !== null && rawKeys.length === 0) return []
  return readRows(await warehouse.query(warningsQuery(rawKeys)), columns)
}

const warningsQuery = (rawKeys: string[] | null) => `
  with wanted as (
    select distinct source, chart, chart_date from core.snapshots
    where ${rawKeys === null ? '1 = 1' : `raw_key in (${rawKeys.map(quoteLiteral).join(', ')})`}
  ),
  warnings as (
    select warnings.check_name, warnings.source, warnings.chart, warnings.chart_date, warnings.detail
    from core.warnings as warnings
    inner join wanted using (source, chart, chart_date)
    union all
    select 'one_isrc_two_songs', pairs.source, pairs.chart, pairs.chart_date, pairs.detail
    from core.one_isrc_two_songs as pairs
    inner join wanted using (source, chart, chart_date)
    ${rawKeys === null ? staleCharts : ''}
  ),
  counted as (
    select
      warnings.*,
      count(*) over (partition by source, chart, check_name) - 1 as older_issues,
      row_number() over (
        partition by source, chart, check_name order by chart_date desc nulls last, detail asc nulls last
      ) as place
    from warnings
  )
  select check_name, source, chart, chart_date, detail,
    case when check_name = 'one_isrc_two_songs' then 0 else older_issues end as older_issues
  from counted
  where place = 1 or check_name = 'one_isrc_two_songs'
  order by source asc nulls last, chart asc nulls last, check_name asc nulls last, detail asc nulls last`

const staleCharts = `
    union all
    select 'stale_chart', stale.source, stale.chart, stale.chart_date, stale.detail
    from core.stale_chart as stale`

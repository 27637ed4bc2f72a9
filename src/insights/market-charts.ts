import type { ChartName } from '../domain/chart-name.ts'
import { readRows } from '../warehouse/read-rows.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** The charts of a market: its code, such as `de`, or `source/de` for those of one source. None for any other text. */
export async function findMarketCharts(warehouse: Warehouse, given: string): Promise<ChartName[]> {
  const [, source = null, market] = /^(?:(.+)\/)?([a-z]{2})$/i.exec(given) ?? []
  if (market === undefined) return []
  const result = await warehouse.query(
    `select charts.source, charts.chart
    from core.charts as charts
    inner join core.published_issues as issues
        on
            charts.source = issues.source
            and charts.chart = issues.chart
            and charts.last_date = issues.chart_date
    where issues.market = :market and charts.source = coalesce(cast(:source as varchar), charts.source)
    order by charts.source asc nulls last, charts.chart asc nulls last`,
    { source, market: market.toLowerCase() },
  )
  return readRows(result, { source: 'text', chart: 'text' })
}

import { formatChartName } from '../../domain/chart-name.ts'
import type { Freshness } from '../../schedule/freshness.ts'

/** `deezer/top-worldwide: the newest issue is of 2026-11-20, expected 2026-11-21` */
export function formatStale(chart: Freshness): string {
  const { newest_issue, expected_issue } = chart
  const newest = newest_issue === null ? 'nothing is stored' : `the newest issue is of ${newest_issue}`
  return `${formatChartName(chart)}: ${newest}, expected ${expected_issue}`
}

/** `deezer/top-worldwide: an issue of 2027-01-15 is stored, a date that has not come yet` */
export function formatFuture(chart: Freshness): string {
  return `${formatChartName(chart)}: an issue of ${chart.future_issue} is stored, a date that has not come yet`
}

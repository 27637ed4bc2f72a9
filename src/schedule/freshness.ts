import type { ChartConfig } from '../config/config.ts'
import { getChartDate } from '../domain/calendar.ts'
import { listStoredDates, type StoredDatesReader } from '../extract/plan-run.ts'
import { nextRun, previousRun } from './next-run.ts'

/** How up to date a chart is. */
export interface Freshness {
  source: string
  chart: string
  /** The newest stored chart date that has come; null if nothing is stored yet. */
  newest_issue: string | null
  /** The newest stored chart date if it has not come yet, as after a run with a wrong clock; else null. */
  future_issue: string | null
  /** The chart date that should be stored by now. */
  expected_issue: string
  is_stale: boolean
  /** ISO instant. */
  next_run: string
}

/** Milliseconds after the time of a run during which its chart is not stale: the run takes time, and may need a retry. */
const GRACE_PERIOD = 2 * 3_600_000

/** Compares what is stored of each chart with what its calendar expects. */
export async function readFreshness(app: StoredDatesReader, charts: ChartConfig[]): Promise<Freshness[]> {
  const now = app.now()
  const settled = new Date(Date.parse(now) - GRACE_PERIOD).toISOString()
  return Promise.all(
    charts.map(async (chart) => {
      const dates = [...(await listStoredDates(app, chart))].sort()
      const last = getChartDate(chart, now)
      const newest_issue = dates.findLast((date) => date <= last) ?? null
      // The simulator shows the day that a command names, also one to come.
      const isNamed = chart.source === 'simulator'
      const future_issue = isNamed ? null : (dates.findLast((date) => date > last) ?? null)
      const expected_issue = getChartDate(chart, previousRun(chart, settled))
      return {
        source: chart.source,
        chart: chart.chart,
        newest_issue,
        future_issue,
        expected_issue,
        is_stale: newest_issue === null || newest_issue < expected_issue,
        next_run: nextRun(chart, now),
      }
    }),
  )
}

import type { ChartConfig } from '../config/config.ts'
import { expectedDates, getChartDate } from '../domain/calendar.ts'
import type { WantedIssue } from '../extract/extract-all.ts'
import { listStoredDates, type StoredDatesReader } from '../extract/plan-run.ts'
import { previousRun } from './next-run.ts'

/**
 * The dates of a chart that are due now: their run has come, they are not stored, and the source still offers them. A
 * source with history offers every date since the first stored one; any other source only the date of today.
 */
export async function planDue(app: StoredDatesReader, chart: ChartConfig): Promise<WantedIssue[]> {
  const now = app.now()
  const source = await app.source(chart.source)
  const newest = getChartDate(chart, previousRun(chart, now))
  const stored = await listStoredDates(app, chart)
  const first = [...stored].sort()[0] ?? newest
  const offered =
    source.history === 'range'
      ? expectedDates(chart, first, newest)
      : [newest].filter((date) => date === getChartDate(chart, now))
  return offered
    .filter((chart_date) => !stored.has(chart_date))
    .map((chart_date) => ({ source, chart, chart_date, at: null, isStored: false }))
}

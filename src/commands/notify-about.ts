import type { App } from '../app.ts'
import { formatChartName } from '../domain/chart-name.ts'
import type { Attempt } from '../extract/extract-chart.ts'
import type { Freshness } from '../schedule/freshness.ts'
import { formatStale } from './targets/format-stale.ts'

/** Sends the news of a run to the configured webhooks. Never throws: `log` receives what went wrong. */
export async function notifyAbout(app: App, attempts: Attempt[], log: (line: string) => void): Promise<void> {
  if (app.config.notify.hooks.length === 0) return
  const { notifyRun } = await import('../notify/notify-run.ts')
  const { insightContext } = await import('./source-terms.ts')
  const { findRestriction } = insightContext(app)
  const isRestricted = async (source: string) => ((await findRestriction?.(source)) ?? null) !== null
  await notifyRun({ config: app.config, warehouse: app.warehouse, isRestricted, log }, attempts)
}

/** Sends the charts that have become stale. */
export async function notifyStale(app: App, stale: Freshness[], log: (line: string) => void): Promise<void> {
  const { sendHappenings } = await import('../notify/notify-run.ts')
  const happenings = stale.map((chart) => {
    const configured = app.config.charts.find((each) => formatChartName(each) === formatChartName(chart))
    const { source, chart: slug, expected_issue } = chart
    const issue = { source, chart: slug, chart_name: configured?.name ?? slug, chart_date: expected_issue }
    return { event: 'stale' as const, issue, song: null, metric: null, sentence: formatStale(chart) }
  })
  await sendHappenings({ config: app.config, log }, happenings)
}

import type { App } from '../../../app.ts'
import { readFreshness } from '../../../schedule/freshness.ts'
import { memoryStore } from '../../../storage/memory-store.ts'
import { limitLines, print, printNote } from '../../../terminal/print.ts'
import type { GlobalOptions } from '../../shared-options.ts'
import { withApp } from '../../with-app.ts'
import {
  formatLastRun,
  listScheduled,
  orEmpty,
  readCharts,
  readLastRun,
  requireFresh,
} from '../charts-status.ts'
import { formatChecks, readChecksStatus } from '../checks-status.ts'
import { formatFuture, formatStale } from '../format-stale.ts'
import type { StatusOptions } from '../target.ts'
import { readLoading } from './read-loading.ts'

/** Prints the charts in Snowflake as rows, and everything else as notes; or all of it as one JSON object. */
export async function printSnowflakeStatus(options: StatusOptions, globals: GlobalOptions): Promise<void> {
  const show = async (app: App) => {
    const charts = await readCharts(app)
    const last_run = await readLastRun(app)
    const loading = await readLoading(app)
    const checks = await readChecksStatus(app, orEmpty)
    const { withheld, warnings, counts } = checks
    const freshness = await readFreshness(withPublishedDates(app), listScheduled(app, options))
    const json = {
      ...{ last_run, loading: loading.state, withheld, warnings, checks: counts },
      ...{ freshness, charts: charts.rows },
    }
    if (options.format !== 'json') {
      if (last_run !== null) printNote(formatLastRun(last_run))
      const stale = freshness.filter(({ is_stale }) => is_stale).map(formatStale)
      const lines = [
        ...loading.lines,
        ...formatChecks(checks),
        ...limitLines(stale).map((line) => `stale: ${line}`),
        ...limitLines(freshness.filter(({ future_issue }) => future_issue !== null).map(formatFuture)),
      ]
      for (const line of lines) printNote(line)
    }
    await print(charts, { ...options, json })
    requireFresh(freshness, options, 'check the runs with `hitparade status --target aws`')
  }
  await withApp({ ...globals, warehouse: 'snowflake' }, show, { role: 'monitor' })
}

/** What counts as stored is what Snowflake publishes, not the raw objects of this machine. */
function withPublishedDates(app: App): App {
  return {
    ...app,
    raw: memoryStore(),
    async importedDates(source, chart) {
      const { rows } = await app.warehouse.query(
        `select issues.chart_date from core.published_issues as issues
        where issues.source = :source and issues.chart = :chart`,
        { source, chart },
      )
      return rows.map(({ chart_date }) => String(chart_date))
    },
  }
}

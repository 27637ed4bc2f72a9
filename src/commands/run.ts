import { type App, selectCharts } from '../app.ts'
import { parseChartDate, parseInstant } from '../domain/calendar.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import { planBackfill, planRun } from '../extract/due.ts'
import type { Attempt } from '../extract/extract-chart.ts'
import { runPipeline } from '../pipeline.ts'
import { type Format, printNote } from '../terminal/print.ts'
import { progress } from '../terminal/progress.ts'
import { showInsight } from './insights.ts'
import type { GlobalOptions } from './options.ts'
import { printReport } from './print-report.ts'
import { printTerms } from './source-terms.ts'
import { withWarehouse } from './with-app.ts'

interface Selection {
  source?: string
  chart?: string
}

/** `hitparade run`. Shows the chart where it is about one. Throws after everything else is done where an attempt failed. */
export async function run(
  options: Selection & { date?: string; at?: string; again?: boolean; format?: Format },
  globals: GlobalOptions,
): Promise<void> {
  await withWarehouse(globals, async (app) => {
    const charts = await selectCharts(app, options)
    const wanted = await planRun(app, {
      charts,
      date: options.date === undefined ? null : parseChartDate(options.date),
      at: options.at === undefined ? null : parseInstant(options.at),
      again: options.again ?? false,
    })
    if (app.config.file === null && options.source === undefined) printNote(onlyInvented)
    await printTerms(app, charts)
    const { watch, end } = progress()
    const report = await runPipeline(app, wanted, watch)
    end()
    printReport(app, report)
    const [attempt] = report.attempts
    if (app.local !== null && attempt !== undefined && report.attempts.length === 1)
      await showIssue(app, attempt, options.format)
  })
}

const onlyInvented =
  'no configuration: these are the invented charts of the simulator; `hitparade run --source deezer` asks for a real one'

/** `hitparade backfill`. */
export async function backfill(
  options: Selection & { from: string; to?: string },
  globals: GlobalOptions,
): Promise<void> {
  await withWarehouse(globals, async (app) => {
    const charts = await selectCharts(app, options)
    const from = parseChartDate(options.from)
    const to = options.to === undefined ? null : parseChartDate(options.to)
    if (to !== null && from > to) throw new UsageError(`--from ${from} is after --to ${to}`)
    const wanted = await planBackfill(app, { charts, from, to })
    await printTerms(app, charts)
    if (wanted.length === 0) printNote('every day of these charts is there already')
    const { watch, end } = progress()
    const report = await runPipeline(app, wanted, watch)
    end()
    printReport(app, report)
  })
}

/** The run is done: that its chart cannot be shown, e.g. because of its source's terms, is no failure of it. */
async function showIssue(app: App, { source, chart, chart_date }: Attempt, format: Format | undefined) {
  try {
    await showInsight(app, 'chart', { chart: `${source}/${chart}`, on: chart_date }, { format })
  } catch (error) {
    if (!(error instanceof HitparadeError)) throw error
    printNote(error.message)
  }
}

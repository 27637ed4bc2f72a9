import type { App } from '../app.ts'
import { parseChartDate, parseInstant } from '../domain/calendar.ts'
import { formatChartName } from '../domain/chart-name.ts'
import { HitparadeError } from '../domain/errors.ts'
import { rawKey } from '../domain/keys.ts'
import type { Attempt } from '../extract/extract-chart.ts'
import { type Format, pluralize, printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { printReport } from './print-report.ts'
import { type EmptyCommand, examples, formatOption, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .option(
      '--source <name>',
      'only the charts of this source; without configured charts, those that the source provides',
    )
    .option('--chart <chart>', 'only this chart')
    .option('--date <date>', 'this chart date (YYYY-MM-DD) instead of the newest')
    .option('--again', 'fetch again even if the date is already stored; a corrected chart replaces the issue')
    .option('--at <instant>', 'simulator only: the time of the run, e.g. 2026-11-21T12:00Z')
    .addOption(formatOption())
    .addHelpText(
      'after',
      examples(
        'run',
        'run --source deezer',
        'run --chart global-top-100 --format json',
        'run --chart global-top-100 --date 2026-11-20 --again',
      ),
    )
    .action((options, command) => run(options, command.optsWithGlobals()))
}

interface RunOptions {
  source?: string | undefined
  chart?: string | undefined
  date?: string | undefined
  again?: true | undefined
  at?: string | undefined
  format?: Format | undefined
}

/** Throws after the load if a chart could not be extracted. A single chart is shown. */
async function run({ source, chart, ...options }: RunOptions, globals: GlobalOptions): Promise<void> {
  const { withLoadingWarehouse } = await import('./with-app.ts')
  const { selectCharts } = await import('../app.ts')
  const { planRun } = await import('../extract/plan-run.ts')
  const { runPipeline } = await import('../pipeline.ts')
  const { notifyAbout } = await import('./notify-about.ts')
  const { printTerms } = await import('./source-terms.ts')
  const { noteAuthorisations } = await import('./note-authorisations.ts')
  await withLoadingWarehouse(globals, async (app) => {
    const charts = await selectCharts(app, { source, chart })
    const wanted = await planRun(app, {
      charts,
      date: options.date === undefined ? null : parseChartDate(options.date, '--date'),
      at: options.at === undefined ? null : parseInstant(options.at),
      again: options.again ?? false,
    })
    if (app.config.file === null && source === undefined) printNote(simulatorOnly)
    await printTerms(app, charts)
    await noteAuthorisations(app)
    const report = await withProgress(({ watch }) => runPipeline(app, wanted, watch))
    await notifyAbout(app, report.attempts, printNote)
    if (options.again) await noteUnused(app, report.attempts)
    printReport(app, report)
    const [attempt] = report.attempts
    // The pipes of Snowflake load it later.
    if (app.local === null || attempt === undefined || report.attempts.length > 1) return
    const { showInsight } = await import('./show-insight.ts')
    const given = { chart: formatChartName(attempt), on: attempt.chart_date }
    try {
      await showInsight(app, 'chart', given, { format: options.format })
    } catch (error) {
      // The run succeeded, even if e.g. the terms of the source do not allow the chart to be shown.
      if (!(error instanceof HitparadeError)) throw error
      printNote(error.message)
    }
  })
}

/** Says which answers of a second fetch do not replace the issue that is there. */
async function noteUnused({ local }: App, attempts: Attempt[]): Promise<void> {
  if (local === null) return
  const { isTooShort, listUnused } = await import('../decisions/unused-snapshots.ts')
  const rawKeys = attempts.flatMap(({ snapshot_id, ...issue }) =>
    snapshot_id === null ? [] : [rawKey({ ...issue, snapshot_id })],
  )
  const unused = await listUnused(local, rawKeys)
  for (const { entries, most_entries, chart_date, ...chart } of unused.filter(isTooShort))
    printNote(
      `${formatChartName(chart)} ${chart_date} stays as it was: the new answer has ${pluralize(entries, 'entry', 'entries')}, less than half of ${most_entries}`,
    )
}

const simulatorOnly =
  'there is no configuration, so these are the invented charts of the simulator; `hitparade run --source deezer` fetches a real one'

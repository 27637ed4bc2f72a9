import type { ChartConfig } from '../config/config.ts'
import { getChartDate, parseChartDate } from '../domain/calendar.ts'
import { UsageError } from '../domain/errors.ts'
import { printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { printReport } from './print-report.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .requiredOption('--from <date>', 'first chart date (YYYY-MM-DD)')
    .option('--to <date>', 'last chart date (default: the newest)')
    .option('--source <name>', 'only the charts of this source')
    .option('--chart <chart>', 'only this chart')
    .addHelpText(
      'after',
      examples(
        'backfill --from 2026-08-01',
        'backfill --from 2020-01-01 --to 2020-12-31 --chart brazil-top-50',
      ),
    )
    .action((options, command) => backfill(options, command.optsWithGlobals()))
}

interface BackfillOptions {
  from: string
  to?: string | undefined
  source?: string | undefined
  chart?: string | undefined
}

async function backfill(options: BackfillOptions, globals: GlobalOptions): Promise<void> {
  const { withLoadingWarehouse } = await import('./with-app.ts')
  const { selectCharts } = await import('../app.ts')
  const { planBackfill } = await import('../extract/plan-run.ts')
  const { runPipeline } = await import('../pipeline.ts')
  const { printTerms } = await import('./source-terms.ts')
  const { noteAuthorisations } = await import('./note-authorisations.ts')
  await withLoadingWarehouse(globals, async (app) => {
    const charts = await selectCharts(app, options)
    const from = parseChartDate(options.from, '--from')
    const to = options.to === undefined ? null : parseChartDate(options.to, '--to')
    if (to !== null && from > to) throw new UsageError(`--from ${from} is after --to ${to}`)
    requireBegun(from, charts, app.now())
    const wanted = await planBackfill(app, { charts, from, to })
    await printTerms(app, charts)
    await noteAuthorisations(app)
    if (wanted.length === 0) printNote('all chart dates of this period are already stored')
    printReport(app, await withProgress(({ watch }) => runPipeline(app, wanted, watch)))
  })
}

/** Throws where no chart has an issue from this date on yet. */
function requireBegun(from: string, charts: ChartConfig[], now: string): void {
  const newest = charts
    .map((chart) => getChartDate(chart, now))
    .sort()
    .at(-1)
  if (newest !== undefined && from > newest)
    throw new UsageError(`--from ${from} is after the newest chart date, ${newest}`)
}

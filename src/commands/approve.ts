import { parseChartDate } from '../domain/calendar.ts'
import { formatChartName } from '../domain/chart-name.ts'
import { printNote } from '../terminal/print.ts'
import { withProgress } from '../terminal/progress.ts'
import { printReport } from './print-report.ts'
import { type EmptyCommand, examples, type GlobalOptions } from './shared-options.ts'

export function defineCommand(empty: EmptyCommand) {
  empty
    .argument('<chart>')
    .argument('<date>')
    .option('--snapshot <id>', 'the snapshot to publish (default: the best of the date)')
    .option('--reject', 'keep the snapshot withheld as settled: doctor no longer counts it')
    .addHelpText(
      'after',
      examples(
        'approve spotify/office-friday-50 2026-11-20',
        'approve spotify/office-friday-50 2026-11-20 --reject',
      ),
    )
    .action((chart, date, { snapshot, reject }, command) =>
      decideSnapshot({ chart, date, snapshot, reject }, command.optsWithGlobals()),
    )
}

async function decideSnapshot(
  {
    chart,
    date,
    snapshot,
    reject,
  }: { chart: string; date: string; snapshot?: string | undefined; reject?: true | undefined },
  globals: GlobalOptions,
): Promise<void> {
  const { withLoadingWarehouse } = await import('./with-app.ts')
  const { decideWithheld } = await import('../decisions/withheld-snapshots.ts')
  const { transformAndLoad } = await import('../pipeline.ts')
  await withLoadingWarehouse(
    globals,
    async (app) => {
      const chart_date = parseChartDate(date)
      const kind = reject ? 'rejection' : 'approval'
      const decision = await decideWithheld(app, kind, { chart, chart_date, snapshot_id: snapshot })
      const done = reject ? 'rejected' : 'approved'
      printNote(`${done}: ${formatChartName(decision)} ${chart_date} ${decision.snapshot_id}`)
      printReport(app, await withProgress(({ watch }) => transformAndLoad(app, watch)))
    },
    { role: 'monitor' },
  )
}

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
    .addHelpText('after', examples('approve spotify/office-friday-50 2026-11-20'))
    .action((chart, date, { snapshot }, command) =>
      approveSnapshot({ chart, date, snapshot }, command.optsWithGlobals()),
    )
}

async function approveSnapshot(
  { chart, date, snapshot }: { chart: string; date: string; snapshot?: string | undefined },
  globals: GlobalOptions,
): Promise<void> {
  const { withLoadingWarehouse } = await import('./with-app.ts')
  const { recordApproval } = await import('../decisions/withheld-snapshots.ts')
  const { transformAndLoad } = await import('../pipeline.ts')
  await withLoadingWarehouse(
    globals,
    async (app) => {
      const chart_date = parseChartDate(date)
      const approval = await recordApproval(app, { chart, chart_date, snapshot_id: snapshot })
      printNote(`approved: ${formatChartName(approval)} ${chart_date} ${approval.snapshot_id}`)
      printReport(app, await withProgress(({ watch }) => transformAndLoad(app, watch)))
    },
    { role: 'monitor' },
  )
}

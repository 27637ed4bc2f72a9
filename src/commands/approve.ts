import { recordApproval } from '../decisions/withheld-snapshots.ts'
import { parseChartDate } from '../domain/calendar.ts'
import { transformAndLoad } from '../pipeline.ts'
import { printNote } from '../terminal/print.ts'
import { progress } from '../terminal/progress.ts'
import type { GlobalOptions } from './options.ts'
import { printReport } from './print-report.ts'
import { withWarehouse } from './with-app.ts'

/** `hitparade approve`: lets a withheld snapshot in, and loads. */
export async function approveSnapshot(
  chart: string,
  date: string,
  options: { snapshot?: string },
  globals: GlobalOptions,
): Promise<void> {
  await withWarehouse(
    globals,
    async (app) => {
      const chart_date = parseChartDate(date)
      const { snapshot_id } = await recordApproval(app, { chart, chart_date, snapshot_id: options.snapshot })
      printNote(`approved: ${chart} ${chart_date} ${snapshot_id}`)
      const { watch, end } = progress()
      const report = await transformAndLoad(app, watch)
      end()
      printReport(app, report)
    },
    'monitor',
  )
}

import { parseChartDate } from '../calendar.ts'
import { approve } from '../decisions.ts'
import { settle } from '../pipeline.ts'
import type { GlobalOptions } from './commands/words.ts'
import { withHome } from './home.ts'
import { say } from './print.ts'
import { progress } from './progress.ts'
import { sayReport } from './report.ts'

/** `hitparade approve`: lets a withheld snapshot in, and loads. */
export async function approveSnapshot(
  chart: string,
  date: string,
  options: { snapshot?: string },
  globals: GlobalOptions,
): Promise<void> {
  await withHome(
    globals,
    async (home) => {
      const chart_date = parseChartDate(date)
      const { snapshot_id } = await approve(home, { chart, chart_date, snapshot_id: options.snapshot })
      say(`approved: ${chart} ${chart_date} ${snapshot_id}`)
      const { watch, end } = progress()
      const report = await settle(home, watch)
      end()
      sayReport(report)
    },
    'monitor',
  )
}

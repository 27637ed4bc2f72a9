import { addDays } from '../calendar.ts'
import { wantedByBackfill } from '../due.ts'
import { runPipeline, settle } from '../pipeline.ts'
import type { GlobalOptions } from './commands/words.ts'
import { withHome } from './home.ts'
import { showInsight } from './insights.ts'
import { say } from './print.ts'
import { progress } from './progress.ts'
import { sayReport } from './report.ts'

/** Days that the demonstration fills, the newest included. */
const DAYS = 90

/** `hitparade demo`: fills the last 90 days from the simulator, whatever is configured, and shows the newest global chart. */
export async function demo(globals: GlobalOptions): Promise<void> {
  // The demonstration is of this machine.
  await withHome({ ...globals, warehouse: 'duckdb' }, async (home) => {
    const simulator = await home.source('simulator')
    const charts = simulator.charts()
    const to = home.now().slice(0, 10)
    const wanted = await wantedByBackfill(home, { charts, from: addDays(to, 1 - DAYS), to })
    const { watch, end } = progress()
    if (wanted.length > 0) {
      say(`filling ${DAYS} days of ${charts.length} invented charts from the simulator`)
      const report = await runPipeline(home, wanted, watch)
      end()
      sayReport(report)
    } else {
      await settle(home, watch)
      end()
    }
    const [first] = charts
    await showInsight(home, 'chart', { chart: `simulator/${first?.chart}`, limit: '20' }, { format: 'table' })
    say(`\neverything lies in ${home.config.data_dir}; type next:`)
    const place = globals.dataDir === undefined ? '' : ` --data-dir ${globals.dataDir}`
    for (const line of ['insights climbers', 'insights top_artists --credit fractional', 'status']) {
      say(`  npx hitparade ${line}${place}`)
    }
  })
}

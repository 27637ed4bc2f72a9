import { addDays } from '../domain/calendar.ts'
import { planBackfill } from '../extract/due.ts'
import { runPipeline, transformAndLoad } from '../pipeline.ts'
import { printNote } from '../terminal/print.ts'
import { progress } from '../terminal/progress.ts'
import { showInsight } from './insights.ts'
import type { GlobalOptions } from './options.ts'
import { printReport } from './print-report.ts'
import { withWarehouse } from './with-app.ts'

/** Days that the demonstration fills, the newest included. */
const DAYS = 90

/** `hitparade demo`: fills the last 90 days from the simulator, whatever is configured, and shows the newest global chart. */
export async function demo(globals: GlobalOptions): Promise<void> {
  // The demonstration is of this machine.
  await withWarehouse({ ...globals, warehouse: 'duckdb' }, async (app) => {
    const simulator = await app.source('simulator')
    const charts = simulator.charts()
    const to = app.now().slice(0, 10)
    const wanted = await planBackfill(app, { charts, from: addDays(to, 1 - DAYS), to })
    const { watch, end } = progress()
    if (wanted.length > 0) {
      printNote(`filling ${DAYS} days of ${charts.length} invented charts from the simulator`)
      const report = await runPipeline(app, wanted, watch)
      end()
      printReport(app, report)
    } else {
      await transformAndLoad(app, watch)
      end()
    }
    const [first] = charts
    await showInsight(app, 'chart', { chart: `simulator/${first?.chart}`, limit: '20' }, { format: 'table' })
    printNote(`\neverything lies in ${app.config.data_dir}; type next:`)
    const place = globals.dataDir === undefined ? '' : ` --data-dir ${globals.dataDir}`
    for (const line of ['insights climbers', 'insights top_artists --credit fractional', 'status']) {
      printNote(`  npx hitparade ${line}${place}`)
    }
  })
}

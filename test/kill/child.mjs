// The process that the kill test kills: one chart, three days and one correction, the whole way of the data.
// usage: child.mjs <data folder> <simulator address> [kill point] [file for the dump]
import { writeFile } from 'node:fs/promises'
import { openApp, selectCharts } from '../../dist/app.js'
import { loadConfig } from '../../dist/config/config.js'
import { planBackfill, planRun } from '../../dist/extract/plan-run.js'
import { runPipeline } from '../../dist/pipeline.js'
import { dump } from './dump.mjs'

const [data_dir = '', simulator = '', killPoint = 'none', dumpFile] = process.argv.slice(2)
const chart = 'global-top-100'
const days = { from: '2026-03-05', to: '2026-03-07' }
/** When the second day is asked for again, after its correction: see the parent. */
const corrected = { date: '2026-03-06', at: '2026-03-06T13:00:00.000Z', again: true }

/** Kill points that this process has passed, so that the parent learns them all from an undisturbed run. */
const passed = []

function pass(point) {
  passed.push(point)
  if (point === killPoint) process.kill(process.pid, 'SIGKILL')
}

let writes = 0

/** The same store, with a kill point after each write; `store/folder` is killed within one by a test of its own. */
function mortal(store) {
  const around = async (write) => {
    const result = await write()
    writes += 1
    pass(`write ${writes}`)
    return result
  }
  return {
    ...store,
    put: (key, bytes) => around(() => store.put(key, bytes)),
    move: (from, to) => around(() => store.move(from, to)),
    delete: (key) => around(() => store.delete(key)),
  }
}

const config = loadConfig({ flags: { data_dir }, environment: {} })
config.sources.simulator = { ...config.sources.simulator, url: simulator }
const real = await openApp(config)
const home = { ...real, raw: mortal(real.raw), curated: mortal(real.curated) }
pass('start')
const charts = await selectCharts(home, { source: 'simulator', chart })
const steps = [() => planBackfill(home, { charts, ...days }), () => planRun(home, { charts, ...corrected })]
for (const [index, wanted] of steps.entries()) {
  const report = await runPipeline(home, await wanted(), (stage, _done, _total, what) => {
    if (stage === 'load') pass(`load ${index + 1}: ${what}`)
  })
  const error = report.attempts.find((attempt) => attempt.error !== null)?.error
  if (error) throw error
}
if (dumpFile !== undefined) await writeFile(dumpFile, await dump(home.warehouse))
await home.close()
process.stdout.write(`${JSON.stringify(passed)}\n`)

// The process that the kill test kills: one chart, three days and one correction, the whole way of the data.
// usage: child.ts <data folder> <simulator address> [kill point] [file for the dump]
import { writeFile } from 'node:fs/promises'
import { loadConfig } from '../../src/config.ts'
import { wantedByRun } from '../../src/due.ts'
import { chartsOf, type Home, openHome } from '../../src/home.ts'
import { listInsights, runInsight } from '../../src/models/insights.ts'
import { coreModels } from '../../src/models/models.ts'
import { runPipeline } from '../../src/pipeline.ts'
import type { ObjectStore } from '../../src/store/store.ts'

const [data_dir = '', simulator = '', killPoint = 'none', dumpFile] = process.argv.slice(2)
const chart = 'global-top-100'
const runs = [
  { date: '2026-03-05', at: null, again: false },
  { date: '2026-03-06', at: null, again: false },
  { date: '2026-03-07', at: null, again: false },
  // The correction of the second day, see the parent.
  { date: '2026-03-06', at: '2026-03-06T13:00:00.000Z', again: true },
]

/** Kill points that this process has passed, so that the parent learns them all from an undisturbed run. */
const passed: string[] = []

function pass(point: string) {
  passed.push(point)
  if (point === killPoint) process.kill(process.pid, 'SIGKILL')
}

let writes = 0

/** The same store, with a kill point before and after each write. */
function mortal(store: ObjectStore): ObjectStore {
  const around = async <T>(write: () => Promise<T>): Promise<T> => {
    writes += 1
    const number = writes
    pass(`before write ${number}`)
    const result = await write()
    pass(`after write ${number}`)
    return result
  }
  return {
    ...store,
    put: (key, bytes) => around(() => store.put(key, bytes)),
    move: (from, to) => around(() => store.move(from, to)),
    delete: (key) => around(() => store.delete(key)),
  }
}

async function dump(home: Home): Promise<string> {
  const parts: string[] = []
  for (const { name } of coreModels()) {
    const { columns, rows } = await home.warehouse.query(`select * from core.${name} order by all`)
    parts.push(`core.${name}`, columns.join(), ...rows.map((row) => JSON.stringify(row)))
  }
  for (const { name, parameters } of listInsights()) {
    const given = parameters.some((parameter) => parameter.name === 'song')
      ? { song: await anySong(home) }
      : {}
    const answer = await runInsight(home.warehouse, name, given, { now: '2026-03-08T00:00:00.000Z' })
    parts.push(
      `insights.${name}`,
      JSON.stringify(answer.coverage),
      ...answer.rows.map((row) => JSON.stringify(row)),
    )
  }
  return `${parts.join('\n')}\n`
}

async function anySong({ warehouse }: Home): Promise<string> {
  const { rows } = await warehouse.query(
    'select min(song_id) as song_id from core.chart_history where position = 1',
  )
  return String(rows[0]?.song_id)
}

const config = loadConfig({ flags: { data_dir }, environment: {} })
config.sources.simulator = { ...config.sources.simulator, url: simulator }
const real = await openHome(config)
const home: Home = { ...real, raw: mortal(real.raw), curated: mortal(real.curated) }
const charts = await chartsOf(home, { source: 'simulator', chart })
for (const [index, run] of runs.entries()) {
  const wanted = await wantedByRun(home, { charts, ...run })
  const report = await runPipeline(home, wanted, (stage, _done, _total, what) => {
    if (stage === 'load') pass(`run ${index + 1}, load: ${what}`)
  })
  const error = report.attempts.find((attempt) => attempt.error !== null)?.error
  if (error) throw error
}
if (dumpFile !== undefined) await writeFile(dumpFile, await dump(home))
await home.close()
process.stdout.write(`${JSON.stringify(passed)}\n`)

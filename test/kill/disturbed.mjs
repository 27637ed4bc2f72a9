// A process that is killed, or whose disk is full, from a system call on. Prints how many calls it made.
// usage: disturbed.mjs run|pull|reprocess <data folder> <simulator address> <folder to pull from> kill|fill|never <call> [dump]
import { linkSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openApp, selectCharts } from '../../dist/app.js'
import { loadConfig } from '../../dist/config/config.js'
import { tableNames } from '../../dist/domain/tables/tables.js'
import { planBackfill } from '../../dist/extract/plan-run.js'
import { coreModels, modelsFingerprint } from '../../dist/models/core-models.js'
import { runPipeline, transformAndLoad } from '../../dist/pipeline.js'
import { copyMissing } from '../../dist/storage/copy-objects.js'
import { systemCalls } from '../../dist/storage/folder/folder-effects.js'
import { folderStore } from '../../dist/storage/folder/folder-store.js'
import { findRawKeys } from '../../dist/transform/backlog.js'
import { disk } from '../../dist/warehouse/duckdb/disk-effects.js'
import { duckdbWarehouse } from '../../dist/warehouse/duckdb/duckdb-warehouse.js'
import { dump } from './dump.mjs'

const [command, data_dir = '', simulator = '', remote = '', disturbance, at, dumpFile] = process.argv.slice(2)
let calls = 0

/** The same calls, each counted. Only those that need space fail on a full disk. */
function disturb(effects, needSpace) {
  const disturbed = Object.entries(effects).map(([name, call]) => [
    name,
    (...given) => {
      calls += 1
      if (disturbance === 'kill' && calls === Number(at)) process.kill(process.pid, 'SIGKILL')
      if (disturbance === 'fill' && calls >= Number(at) && needSpace.includes(name))
        throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC' })
      return call(...given)
    },
  ])
  return Object.fromEntries(disturbed)
}

const effects = disturb({ ...systemCalls, link: linkSync }, ['mkdir', 'syncBytes', 'link'])
const config = loadConfig({ flags: { data_dir }, environment: {} })
config.sources.simulator = { ...config.sources.simulator, url: simulator }
const real = await openApp(config)
const raw = folderStore(join(data_dir, 'raw'), effects)
const curated = folderStore(join(data_dir, 'curated'), effects)
const models = coreModels()
const local = duckdbWarehouse({
  ...{ folder: data_dir, curated, models, fingerprint: modelsFingerprint(models) },
  effects: disturb(disk, ['copy', 'sync']),
})
const app = { ...real, raw, curated, local, warehouse: local, importedDates: async () => [] }

const commands = {
  async run() {
    const charts = await selectCharts(app, { source: 'simulator', chart: 'brazil-top-50' })
    const wanted = await planBackfill(app, { charts, from: '2026-03-05', to: '2026-03-06' })
    const { attempts } = await runPipeline(app, wanted)
    const error = attempts.find((attempt) => attempt.error !== null)?.error
    if (error) throw error
  },
  async pull() {
    const tables = [...tableNames.filter((name) => name !== 'chart_issues'), 'chart_issues']
    const prefixes = tables.map((name) => `${name}/`)
    await copyMissing({ from: folderStore(remote), to: curated, prefixes })
    await local.load()
  },
  async reprocess() {
    const keys = await findRawKeys(raw, 'processed')
    await transformAndLoad(
      app,
      () => {},
      keys.map((key) => `processed/${key}`),
    )
  },
}

try {
  await commands[command]()
  if (dumpFile !== undefined) await writeFile(dumpFile, await dump(local))
} catch (error) {
  process.exitCode = 1
  process.stderr.write(`${error.name} ${error.code}: ${error.message}\n`)
} finally {
  await local.close()
  await real.close()
}
process.stdout.write(String(calls))

// A process that purges a chart as the command does, and is killed at a system call. Prints how many calls it made.
// usage: purge.mjs <data folder> <chart> <call, or 0> <file for the dump>
import { linkSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planPurge } from '../../dist/decisions/purges/plan-purge.js'
import { findPurgeScope } from '../../dist/decisions/purges/purge-scope.js'
import { runPurge } from '../../dist/decisions/purges/run-purge.js'
import { coreModels, modelsFingerprint } from '../../dist/models/core-models.js'
import { systemCalls } from '../../dist/storage/folder/folder-effects.js'
import { folderStore } from '../../dist/storage/folder/folder-store.js'
import { readPurges } from '../../dist/storage/purged/read-purges.js'
import { disk } from '../../dist/warehouse/duckdb/disk-effects.js'
import { duckdbWarehouse } from '../../dist/warehouse/duckdb/duckdb-warehouse.js'
import { dump } from './dump.mjs'

const [folder = '', chart = '', at = '0', dumpFile = ''] = process.argv.slice(2)
let calls = 0

function mortal(effects) {
  const counted = Object.entries(effects).map(([name, call]) => [
    name,
    (...given) => {
      calls += 1
      if (calls === Number(at)) process.kill(process.pid, 'SIGKILL')
      return call(...given)
    },
  ])
  return Object.fromEntries(counted)
}

const effects = mortal({ ...systemCalls, link: linkSync })
const raw = folderStore(join(folder, 'raw'), effects)
const curated = folderStore(join(folder, 'curated'), effects)
const models = coreModels()
const fingerprint = modelsFingerprint(models)
const local = duckdbWarehouse({ folder, curated, models, fingerprint, effects: mortal(disk) })
const purges = await readPurges(curated)
const scope = await findPurgeScope([{ raw, curated }], purges, chart)
const plan = await planPurge({ raw, curated }, scope)
await runPurge([{ raw, curated, plan }], { scopes: [scope], purges, now: '2026-06-01T00:00:00.000Z' })
await local.load()
await writeFile(dumpFile, await dump(local))
await local.close()
process.stdout.write(String(calls))

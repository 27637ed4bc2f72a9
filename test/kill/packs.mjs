// A process that builds a warehouse and its packs, and is killed at a step, a write of a pack or a call. Then reads all rows
// from the packs. Prints how many points it passed.
// usage: packs.mjs <data folder> <point, or 0> <file for the rows>
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tableNames } from '../../dist/domain/tables/tables.js'
import { coreModels } from '../../dist/models/core-models.js'
import { folderStore } from '../../dist/storage/folder/folder-store.js'
import { disk } from '../../dist/warehouse/duckdb/disk-effects.js'
import { duckdbWarehouse } from '../../dist/warehouse/duckdb/duckdb-warehouse.js'

const [folder = '', at = '0', dumpFile = ''] = process.argv.slice(2)
let points = 0

function pass() {
  points += 1
  if (points === Number(at)) process.kill(process.pid, 'SIGKILL')
}

const effects = Object.fromEntries(
  Object.entries(disk).map(([name, call]) => [
    name,
    (...given) => {
      pass()
      return call(...given)
    },
  ]),
)
const models = coreModels().slice(0, coreModels().findIndex(({ name }) => name === 'snapshots') + 1)
const curated = folderStore(join(folder, 'curated'))
const local = duckdbWarehouse({ folder, curated, models, fingerprint: 'killed', effects })
const first = await local.rebuild(pass)
if (first.unpacked !== null) throw new Error(first.unpacked)
process.stdout.write(String(points))
await local.rebuild()
const rows = []
for (const table of tableNames) {
  const found = await local.query(`select * from landing.${table} order by all`)
  rows.push(...found.rows.map((row) => JSON.stringify(row)))
}
await writeFile(dumpFile, rows.join('\n'))
await local.close()

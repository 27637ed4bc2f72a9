// Loads curated files into a new warehouse, or the same files into plain DuckDB tables.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { snapshotTables } from '../dist/domain/tables/tables.js'
import { coreModels, modelsFingerprint } from '../dist/models/core-models.js'
import { openStore } from '../dist/storage/open-store.js'
import { duckdbWarehouse } from '../dist/warehouse/duckdb/duckdb-warehouse.js'
import { time } from './measure.mjs'

const [data, method] = process.argv.slice(2)
const curated = await openStore(join(data, 'curated'))
const folder = join(data, method)
await rm(folder, { recursive: true, force: true })
const milliseconds = await time(method === 'ours' ? ours : plain)
console.log(JSON.stringify({ seconds: milliseconds / 1000 }))

async function ours() {
  const models = coreModels()
  const warehouse = duckdbWarehouse({ folder, curated, models, fingerprint: modelsFingerprint(models) })
  await warehouse.load()
  await warehouse.close()
}

async function plain() {
  const instance = await DuckDBInstance.create(`${folder}.duckdb`)
  const connection = await instance.connect()
  for (const table of snapshotTables) {
    const paths = []
    for await (const { key } of curated.list(`${table}/`)) paths.push(`'${curated.localPath(key)}'`)
    if (paths.length === 0) continue
    await connection.run(`create table ${table} as select * from read_parquet([${paths}])`)
  }
  await connection.run('checkpoint')
  connection.closeSync()
  instance.closeSync()
  await rm(`${folder}.duckdb`)
}

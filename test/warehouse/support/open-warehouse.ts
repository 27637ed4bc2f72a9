import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { coreModels, modelsFingerprint } from '../../../src/models/core-models.ts'
import { memoryStore } from '../../../src/storage/memory-store.ts'
import { type DuckdbOptions, duckdbWarehouse } from '../../../src/warehouse/duckdb/duckdb-warehouse.ts'
import { createSnapshot, curatedFiles, putAll, type Told } from '../../support/fixtures/snapshots.ts'

export const models = coreModels()
export const fingerprint = modelsFingerprint(models)

/** A warehouse over curated files in memory, in a folder of its own. `tell` adds the files of a snapshot. */
export async function openWarehouse(options: Partial<DuckdbOptions> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-duckdb-'))
  const curated = memoryStore()
  const warehouse = duckdbWarehouse({ folder, curated, models, fingerprint, ...options })
  return {
    folder,
    curated,
    warehouse,
    path: join(folder, 'warehouse.duckdb'),
    tell: (fields: Partial<Told>) =>
      putAll(curated, curatedFiles(createSnapshot({ songs: ['a', 'b'], ...fields }))),
    async close() {
      await warehouse.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** The same for one test. */
export async function openForTest(options: Partial<DuckdbOptions> = {}) {
  const all = await openWarehouse(options)
  onTestFinished(() => all.close())
  return all
}

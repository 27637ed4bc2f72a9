import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importFiles } from '../../src/extract/import/import-files.ts'
import { coreModels, modelsFingerprint } from '../../src/models/core-models.ts'
import { memoryStore } from '../../src/storage/memory-store.ts'
import type { ObjectStore } from '../../src/storage/store.ts'
import { transformPending } from '../../src/transform/transform-pending.ts'
import { duckdbWarehouse } from '../../src/warehouse/duckdb/duckdb-warehouse.ts'
import type { Warehouse } from '../../src/warehouse/warehouse.ts'

/** A file as a person would import it. */
export interface File {
  name: string
  text: string
}

export interface Imports extends Warehouse {
  curated: ObjectStore
  /** Imports files by one command: extract, transform, load. */
  add(files: File[]): Promise<void>
}

/** An empty warehouse that files are imported into; `close` removes it. */
export async function importsWarehouse(): Promise<Imports> {
  const folder = await mkdtemp(join(tmpdir(), 'hitparade-imports-'))
  const raw = memoryStore()
  const curated = memoryStore()
  const models = coreModels()
  const warehouse = duckdbWarehouse({ folder, curated, models, fingerprint: modelsFingerprint(models) })
  return {
    ...warehouse,
    curated,
    async add(files) {
      const paths = files.map(({ name }) => join(folder, name))
      await Promise.all(files.map(({ text }, index) => writeFile(paths[index] ?? '', text)))
      const config = { charts: [], unsplit_artists: [] }
      const imported = await importFiles({ paths, raw, config })
      const refused = imported.files.find(({ reason }) => reason !== null)
      if (refused !== undefined) throw new Error(`${refused.path}: ${refused.reason}`)
      await transformPending({ raw, curated })
      await warehouse.load()
    },
    async close() {
      await warehouse.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** The lines of a file, some of them. */
export function linesOf({ name, text }: File, keeps: (index: number, count: number) => boolean): File {
  const lines = text.split('\n').filter((line) => line !== '')
  return { name, text: lines.filter((_, index) => keeps(index, lines.length)).join('\n') }
}

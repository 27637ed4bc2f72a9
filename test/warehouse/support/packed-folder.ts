import { cp, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { tableNames } from '../../../src/domain/tables/tables.ts'
import { modelsFingerprint } from '../../../src/models/core-models.ts'
import { folderStore } from '../../../src/storage/folder/folder-store.ts'
import { TRANSFORM_VERSION } from '../../../src/transform/transform-version.ts'
import { disk } from '../../../src/warehouse/duckdb/disk-effects.ts'
import { type DuckdbOptions, duckdbWarehouse } from '../../../src/warehouse/duckdb/duckdb-warehouse.ts'
import type { LocalWarehouse } from '../../../src/warehouse/warehouse.ts'
import {
  createSnapshot,
  curatedFiles,
  lineEntry,
  listKeys,
  ndjson,
  putAll,
} from '../../support/fixtures/snapshots.ts'
import { models as allModels } from './open-warehouse.ts'

/** The models that a rebuild needs to know its snapshots. Packs concern landing only. */
const fewModels = allModels.slice(0, allModels.findIndex(({ name }) => name === 'snapshots') + 1)

/** A day of January 2026, or after it, counted from 0. */
export const dateOfDay = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)

/** One snapshot of a day, with an item that is rejected on some days. */
export const snapshotOfDay = (day: number, chart = 'daily') =>
  createSnapshot({
    chart,
    chart_date: dateOfDay(day),
    fetched_at: `${dateOfDay(day)}T06:00:00.000Z`,
    songs: [`s${day}`, `s${day + 1}`, ...(day % 9 === 0 ? [null] : [])],
  })

export const countDays = (days: number, first = 0) => Array.from({ length: days }, (_, day) => first + day)
/** Until seven days after the end of January. */
export const february = countDays(8, 31)
/** The packs of January. */
export const january = `simulator/2026-01.v${TRANSFORM_VERSION}`

export type Opened = ReturnType<typeof openFolder>

export function openFolder(folder: string, options: Partial<DuckdbOptions> = {}) {
  const curated = options.curated ?? folderStore(join(folder, 'curated'))
  const models = options.models ?? fewModels
  const fingerprint = modelsFingerprint(models)
  const warehouse = duckdbWarehouse({ folder, curated, ...options, models, fingerprint })
  return { folder, curated, warehouse, packs: join(folder, 'packs') }
}

/** Builds a folder with 25 days of January, 8 of February and an import before the tests of a file. It has no packs. */
export function usePackedFolder() {
  let base = ''
  let landing = ''
  let copies = 0
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'hitparade-packs-'))
    const { warehouse, curated, packs } = openFolder(join(base, 'whole'))
    for (const day of [...countDays(25), ...february]) await putAll(curated, curatedFiles(snapshotOfDay(day)))
    const imported = { chart: 'old', chart_name: 'old', date: '2026-01-03', entries: [lineEntry(1, 'x')] }
    await putAll(curated, curatedFiles(ndjson([imported], { source: 'simulator' })))
    await warehouse.load()
    landing = await dumpLanding(warehouse)
    await warehouse.close()
    await rm(packs, { recursive: true })
  })
  afterAll(() => rm(base, { recursive: true, force: true }))
  return {
    /** The rows of landing as they are without packs. */
    landing: () => landing,
    /** A folder of its own for a test: a copy of the whole one, or an empty one. */
    async open(options: Partial<DuckdbOptions> = {}, content: 'whole' | 'empty' = 'whole'): Promise<Opened> {
      const folder = join(base, `copy-${++copies}`)
      if (content === 'whole')
        await cp(join(base, 'whole'), folder, { recursive: true, preserveTimestamps: true })
      const opened = openFolder(folder, options)
      onTestFinished(async () => {
        await opened.warehouse.close()
        await rm(folder, { recursive: true, force: true })
      })
      return opened
    },
  }
}

/** Every row of landing, as text. */
export async function dumpLanding(warehouse: LocalWarehouse): Promise<string> {
  const landing: Record<string, string[]> = {}
  for (const table of tableNames) {
    const { rows } = await warehouse.query(`select * from landing.${table}`)
    landing[table] = rows.map((row) => JSON.stringify(row)).sort()
  }
  return JSON.stringify(landing)
}

/** Overwrites the curated files of January by zeros, in such a way that they look unchanged. Returns their number. */
export async function blankFiles({ curated }: Opened): Promise<number> {
  const keys = (await listKeys(curated)).filter((key) => key.includes('/2026-01-'))
  for (const key of keys) {
    const path = curated.localPath?.(key) ?? ''
    const { size, mtime } = await stat(path)
    await writeFile(path, Buffer.alloc(size))
    await utimes(path, mtime, mtime)
  }
  return keys.length
}

/** A disk that is full when packs get their name. */
export const fullDisk = {
  ...disk,
  async rename(from: string, to: string) {
    if (to.includes('/packs/')) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    await disk.rename(from, to)
  },
}

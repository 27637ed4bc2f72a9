import { existsSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { WarehouseError } from '../../domain/errors.ts'
import { landingDdl } from '../../domain/tables/ddl.ts'
import { tableNames } from '../../domain/tables/tables.ts'
import { findPurgedKeys } from '../../storage/purged/find-purged.ts'
import { type RecordedPurge, readPurges } from '../../storage/purged/read-purges.ts'
import type { ObjectStore } from '../../storage/store.ts'
import type { CoreModel, LoadReport, PendingFiles } from '../warehouse.ts'
import { type DiskEffects, disk } from './disk-effects.ts'
import { type Engine, openEngine } from './duckdb-engine.ts'
import { isBuiltFrom, writeFingerprint } from './fingerprint.ts'
import { type CuratedFile, findUnreadable, landFiles } from './land-files.ts'
import { toLoadError } from './load-errors.ts'
import { forgetFailure, readFailure, rememberFailure } from './load-failure.ts'
import { clearRebuildMark, readRebuildMark } from './rebuild-mark.ts'
import { createModels, refreshModels } from './refresh/refresh-models.ts'
import { requireChecks } from './run-checks.ts'
import { publish, removeLeftovers, warehouseFiles } from './warehouse-files.ts'
import { withLock } from './writer-lock.ts'

export interface LoadOptions {
  /** Contains `warehouse.duckdb` and its lock. */
  folder: string
  curated: ObjectStore
  models: CoreModel[]
  /** Views over the models, with their schema. */
  views?: { name: string; sql: string }[]
  /** Identifies the models and tables of this version. A file built from others is rebuilt. */
  fingerprint: string
  /** Rebuild even if the file is up to date. */
  rebuild: boolean
  lockWaitSeconds: number
  onProgress(step: LoadStep): void
  effects?: DiskEffects
}

/** The steps of a load, in order. `published` comes after the rename. */
export type LoadStep = 'copy' | 'land' | 'commit' | 'committed' | 'compute' | 'publish' | 'published'

/** Bytes of memory that a load may use where the machine has them. More would only cache what is not read again. */
const MAX_MEMORY = 6 * 2 ** 30

/**
 * Loads new curated files into a copy of the warehouse and publishes it by rename: readers of the old file are
 * never blocked, and a crash at any point leaves the old one. Throws code `Check` if a global check finds rows.
 */
export async function loadCurated(options: LoadOptions): Promise<LoadReport> {
  const { folder, rebuild, lockWaitSeconds } = options
  try {
    await mkdir(folder, { recursive: true })
    return await withLock(folder, lockWaitSeconds, async () => {
      await removeLeftovers(folder)
      const mark = await readRebuildMark(folder)
      const isNew = rebuild || mark !== null
      const request = { ...options, purges: await readPurges(options.curated) }
      const loaded = isNew ? null : await listUsableKeys(request).catch(orDamaged)
      const report = loaded === 'damaged' ? await rebuildDamaged(request) : await loadNew(loaded, request)
      await clearRebuildMark(folder, mark)
      return report
    })
  } catch (error) {
    throw toLoadError(error, folder)
  }
}

/** A load, with every purge that was recorded when it began. */
interface LoadRequest extends LoadOptions {
  purges: RecordedPurge[]
}

/** The load of the files that a warehouse with these keys does not contain; `null` builds a new one from all. */
async function loadNew(
  loaded: Set<string> | null,
  options: LoadRequest,
  unreadable: CuratedFile[] = [],
): Promise<LoadReport> {
  const bad = unreadable.map(({ key }) => key)
  const report = { unreadable: bad, was_damaged: false }
  const files = (await listNewFiles(options, loaded)).filter(({ key }) => !bad.includes(key))
  if (loaded !== null && files.length === 0) return { files: 0, charts: 0, ...report }
  try {
    const charts = await buildAndPublish(files, loaded === null, options)
    return { files: files.length, charts, ...report }
  } catch (error) {
    // On a volume that became read-only this fails too. The next load removes them.
    await removeLeftovers(options.folder).catch(() => {})
    const code = error instanceof WarehouseError ? error.code : null
    const found = code === 'Unreadable' ? await findUnreadable(files, options) : []
    if (found.length > 0) return await loadNew(loaded, options, [...unreadable, ...found])
    if (code === 'Damaged' && loaded !== null) return await rebuildDamaged(options)
    await rememberFailure(options, files, error)
    throw error
  }
}

async function rebuildDamaged(options: LoadRequest): Promise<LoadReport> {
  return { ...(await loadNew(null, options)), was_damaged: true }
}

function orDamaged(error: unknown): 'damaged' {
  if (error instanceof WarehouseError && error.code === 'Damaged') return 'damaged'
  throw error
}

/** Returns the number of charts that were recomputed. */
async function buildAndPublish(files: CuratedFile[], isNew: boolean, options: LoadOptions): Promise<number> {
  const { folder, effects = disk } = options
  const { current, next } = warehouseFiles(folder)
  options.onProgress('copy')
  if (!isNew) await effects.copy(current, next)
  // Most pages of the copy do not change: they are written to disk while the rest is computed.
  const copied = isNew ? Promise.resolve() : disk.sync(next)
  copied.catch(() => {})
  const charts = await fill(next, files, isNew, options)
  options.onProgress('publish')
  await copied
  await publish(folder, effects)
  await forgetFailure(folder)
  options.onProgress('published')
  return charts
}

/** The curated files that the published file does not contain, and why a load of exactly these failed. */
export async function listPendingFiles({
  folder,
  curated,
  fingerprint,
}: Pick<LoadOptions, 'folder' | 'curated' | 'fingerprint'>): Promise<PendingFiles> {
  const mark = await readRebuildMark(folder)
  const purges = await readPurges(curated)
  const loaded = mark === null ? await listUsableKeys({ folder, fingerprint, purges }) : null
  const files = await listNewFiles({ curated, purges }, loaded)
  return { files: files.length, failure: await readFailure({ folder, fingerprint }, files) }
}

/**
 * The keys of the files that the warehouse contains; null if it has to be built from all. A new purge is such a reason:
 * in a copy of the file, pages with deleted rows would stay.
 */
async function listUsableKeys({
  folder,
  fingerprint,
  purges,
}: Pick<LoadRequest, 'folder' | 'fingerprint' | 'purges'>): Promise<Set<string> | null> {
  const loaded = await listLoadedKeys(folder, fingerprint)
  if (loaded === null) return null
  return purges.every(({ key }) => loaded.has(key)) ? loaded : null
}

/** The keys of the files that the warehouse contains; null if there is no warehouse or it is outdated. */
async function listLoadedKeys(folder: string, fingerprint: string): Promise<Set<string> | null> {
  const { current } = warehouseFiles(folder)
  if (!existsSync(current)) return null
  const engine = await openEngine(current, 'read_only')
  try {
    if (!(await isBuiltFrom(engine, fingerprint))) return null
    const { rows } = await engine.query('select key from meta.loaded_files')
    return new Set(rows.map((row) => String(row.key)))
  } finally {
    engine.close()
  }
}

/** The curated files that the warehouse lacks, without those that a purge covers. */
async function listNewFiles(
  { curated, purges }: Pick<LoadRequest, 'curated' | 'purges'>,
  loaded: Set<string> | null,
): Promise<CuratedFile[]> {
  const purged = await findPurgedKeys(curated, purges)
  const files: CuratedFile[] = []
  for (const table of tableNames) {
    for await (const { key, size } of curated.list(`${table}/`)) {
      if (key.endsWith('.parquet') && !loaded?.has(key) && !purged.has(key)) files.push({ table, key, size })
    }
  }
  return files
}

/** Writes the files and the models into the database at `path`. Returns the number of charts that were recomputed. */
async function fill(
  path: string,
  files: CuratedFile[],
  isNew: boolean,
  options: LoadOptions,
): Promise<number> {
  const engine = await openEngine(path, 'read_write')
  try {
    // The file is checkpointed once, at the end, and no reader relies on the order of landed rows: without these two
    // lines, inserting takes half as long again.
    await engine.run("set checkpoint_threshold = '1TB'")
    await engine.run('set preserve_insertion_order = false')
    // Each file is read once.
    await engine.run('set enable_external_file_cache = false')
    await limitMemory(engine, countBytes(path, files))
    await engine.run('begin transaction')
    if (isNew) await createAll(engine, options)
    options.onProgress('land')
    for (const table of tableNames) {
      const keys = files.filter((file) => file.table === table).map((file) => file.key)
      await landFiles(engine, table, keys, options)
    }
    options.onProgress('commit')
    await engine.run('commit')
    options.onProgress('committed')
    // Each model is committed before the next one reads it, because rows of an open transaction have no statistics that
    // a query could use. No reader sees the parts: the file is published as a whole.
    options.onProgress('compute')
    const charts = await refreshModels(engine, options.models, isNew)
    await requireChecks(engine, options.models)
    await engine.run('checkpoint')
    return charts
  } finally {
    engine.close()
  }
}

/** Bytes of a warehouse and its new files from which on memory in blocks is worth keeping: it doubles the peak. */
const LARGE = 2 ** 28

function countBytes(path: string, files: CuratedFile[]): number {
  const before = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return files.reduce((sum, { size }) => sum + size, before)
}

/** Memory that DuckDB allocates in blocks need not be cleared by the system each time: a large load is a tenth faster. */
async function limitMemory(engine: Engine, bytes: number) {
  const machine = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  const megabytes = Math.min(MAX_MEMORY, machine * 0.7) / 2 ** 20
  await engine.run(`set memory_limit = '${Math.round(megabytes)}MB'`)
  if (bytes > LARGE) await engine.run(`set block_allocator_memory = '${Math.round(megabytes / 2)}MB'`)
}

async function createAll(engine: Engine, { models, views = [], fingerprint }: LoadOptions) {
  for (const schema of ['meta', 'landing', 'core']) await engine.run(`create schema ${schema}`)
  await writeFingerprint(engine, fingerprint)
  await engine.run('create table meta.loaded_files (key varchar not null)')
  for (const statement of landingDdl()) await engine.run(statement)
  await createModels(engine, models)
  for (const schema of new Set(views.map(({ name }) => name.split('.')[0])))
    await engine.run(`create schema ${schema}`)
  for (const { name, sql } of views) await engine.run(`create view ${name} as ${sql}`)
}

import { existsSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { WarehouseError } from '../../domain/errors.ts'
import { landingDdl } from '../../domain/tables/ddl.ts'
import { type TableName, tableNames } from '../../domain/tables/tables.ts'
import { type RecordedPurge, readPurges } from '../../storage/purged/read-purges.ts'
import type { ObjectStore } from '../../storage/store.ts'
import type { CoreModel, LoadReport, PendingFiles } from '../warehouse.ts'
import {
  type FoundFiles,
  findAllFiles,
  findNewFiles,
  noteComparison,
  type Search,
} from './arrivals/find-new-files.ts'
import { createKnownFiles, findUnknown, type Seen, writeSeen } from './arrivals/known-files.ts'
import { type DiskEffects, disk } from './disk-effects.ts'
import { type Engine, openEngine, SMALL } from './duckdb-engine.ts'
import { isBuiltFrom, writeFingerprint } from './fingerprint.ts'
import { type CuratedFile, findUnreadable, landFiles } from './land-files.ts'
import { toLoadError } from './load-errors.ts'
import { forgetFailure, readFailure, rememberFailure } from './load-failure.ts'
import { clearMark, readMark } from './load-marks.ts'
import { type ChosenPack, choosePacks } from './packs/choose-packs.ts'
import { dropPacks } from './packs/pack-folder.ts'
import { hasAllPacks, writePacks } from './packs/write-packs.ts'
import { createModels, firstScope, refreshModels } from './refresh/refresh-models.ts'
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
  /** Look for files of all chart dates in a bucket, not only of the last weeks. */
  all: boolean
  lockWaitSeconds: number
  /** ISO instant of the clock. */
  now(): string
  onProgress(step: LoadStep): void
  /** Entries of the charts that one statement computes; left out: what fits into memory. */
  entriesAtOnce?: number
  effects?: DiskEffects
}

/** The steps of a load, in order. `published` comes after the rename, and `pack` before each write of a pack. */
export type LoadStep = 'copy' | 'land' | 'commit' | 'committed' | 'compute' | 'publish' | 'published' | 'pack'

/** Bytes of memory that a load may use where the machine has them. More would only cache what is not read again. */
const MAX_MEMORY = 6 * 2 ** 30

/**
 * Loads new curated files into a copy of the warehouse and publishes it by rename: readers of the old file are
 * never blocked, and a crash at any point leaves the old one. Throws code `Check` if a global check finds rows.
 */
export async function loadCurated(options: LoadOptions): Promise<LoadReport> {
  const { folder, curated, rebuild, lockWaitSeconds, now } = options
  try {
    await mkdir(folder, { recursive: true })
    return await withLock(folder, lockWaitSeconds, async () => {
      await removeLeftovers(folder)
      const rebuildMark = await readMark(folder, 'rebuild-required')
      const comparisonMark = await readMark(folder, 'comparison-required')
      const began = now()
      const all = options.all || comparisonMark !== null
      const request = { ...options, all, purges: await readPurges(curated) }
      const isNew = rebuild || rebuildMark !== null
      const found = isNew ? null : await findNewAndPacks(request).catch(orDamaged)
      const { read, ...report } =
        found === 'damaged' ? await rebuildDamaged(request) : await loadFound(found, request)
      await clearMark(folder, 'rebuild-required', rebuildMark)
      if (report.is_whole) {
        await noteComparison(options, began)
        await clearMark(folder, 'comparison-required', comparisonMark)
      }
      const isPacked = found !== 'damaged' && found?.isPacked === true
      return { ...report, unpacked: isPacked ? null : await writePacks({ ...options, read }) }
    })
  } catch (error) {
    throw toLoadError(error, folder)
  }
}

/** A load, with every purge that was recorded when it began. */
interface LoadRequest extends LoadOptions {
  purges: RecordedPurge[]
}

/** What a load did before the packs, and the files that it has read one by one. */
interface Loaded extends Omit<LoadReport, 'unpacked'> {
  read: CuratedFile[]
}

/** Loads the found files into the warehouse; `null` builds a new one from all. */
async function loadFound(
  found: FoundFiles | null,
  options: LoadRequest,
  unreadable: CuratedFile[] = [],
): Promise<Loaded> {
  const isNew = found === null
  const { files, seen, isWhole } = found ?? (await findAllFiles(options))
  const bad = unreadable.map(({ key }) => key)
  const report = { unreadable: bad, was_damaged: false, is_whole: isWhole }
  const readable = files.filter(({ key }) => !bad.includes(key))
  if (!isNew && readable.length === 0) return { files: 0, charts: 0, read: [], ...report }
  const { packs, single } = isNew
    ? await choosePacks(options.folder, readable)
    : { packs: [], single: readable }
  try {
    const charts = await buildAndPublish({ files: single, packs, seen, unread: bad, isNew }, options)
    return { files: readable.length, charts, read: single, ...report }
  } catch (error) {
    // On a volume that became read-only this fails too. The next load removes them.
    await removeLeftovers(options.folder).catch(() => {})
    const code = error instanceof WarehouseError ? error.code : null
    if (code === 'Pack') {
      await dropPacks(options.folder)
      return await loadFound(found, options, unreadable)
    }
    const more = code === 'Unreadable' ? await findUnreadable(single, options) : []
    if (more.length > 0) return await loadFound(found, options, [...unreadable, ...more])
    if (code === 'Damaged' && !isNew) return await rebuildDamaged(options)
    await rememberFailure(options, readable, error)
    throw error
  }
}

async function rebuildDamaged(options: LoadRequest): Promise<Loaded> {
  return { ...(await loadFound(null, options)), was_damaged: true }
}

function orDamaged(error: unknown): 'damaged' {
  if (error instanceof WarehouseError && error.code === 'Damaged') return 'damaged'
  throw error
}

/** What a load writes. */
interface Filling {
  files: CuratedFile[]
  /** Read in place of the files that they contain. */
  packs: ChosenPack[]
  seen: Seen
  /** Keys of files that could not be read. */
  unread: string[]
  /** True: into a new file. */
  isNew: boolean
}

/** Returns the number of charts that were recomputed. */
async function buildAndPublish(filling: Filling, options: LoadOptions): Promise<number> {
  const { folder, effects = disk } = options
  const { current, next } = warehouseFiles(folder)
  options.onProgress('copy')
  if (!filling.isNew) await effects.copy(current, next)
  // Most pages of the copy do not change: they are written to disk while the rest is computed.
  const copied = filling.isNew ? Promise.resolve() : disk.sync(next)
  copied.catch(() => {})
  const charts = await fill(next, filling, options)
  options.onProgress('publish')
  await copied
  await publish(folder, effects)
  await forgetFailure(folder)
  options.onProgress('published')
  return charts
}

/** The curated files that the published file does not contain, and why a load of exactly these failed. */
export async function listPendingFiles(
  options: Pick<LoadOptions, 'folder' | 'curated' | 'fingerprint' | 'now' | 'all'>,
): Promise<PendingFiles> {
  const { folder } = options
  const mark = await readMark(folder, 'rebuild-required')
  const request = { ...options, purges: await readPurges(options.curated) }
  const { files } = (mark === null ? await findNew(request) : null) ?? (await findAllFiles(request))
  return { files: files.length, failure: await readFailure(options, files) }
}

type Request = Omit<Search, 'purges'> & Pick<LoadRequest, 'fingerprint' | 'purges'>

/** The files that the warehouse lacks; null if it has to be built from all. */
function findNew(request: Request): Promise<FoundFiles | null> {
  return readCurrent(request, (engine) => findNewFiles(request, engine))
}

/** The same, and whether no pack is missing either where no file is new. */
function findNewAndPacks(request: Request): Promise<(FoundFiles & { isPacked: boolean }) | null> {
  return readCurrent(request, async (engine) => {
    const found = await findNewFiles(request, engine)
    const isPacked = found.files.length === 0 && (await hasAllPacks(engine.query, request))
    return { ...found, isPacked }
  })
}

/**
 * Reads the warehouse; null if it has to be built from all files: it does not exist, it is outdated, or there is a new purge.
 * In a copy of the file, pages with deleted rows would stay.
 */
async function readCurrent<T>(request: Request, read: (engine: Engine) => Promise<T>): Promise<T | null> {
  const { current } = warehouseFiles(request.folder)
  if (!existsSync(current)) return null
  const engine = await openEngine(current, 'read_only')
  try {
    if (!(await isBuiltFrom(engine, request.fingerprint))) return null
    const purges = request.purges.map(({ key }) => key)
    return (await findUnknown(engine, purges)).length > 0 ? null : await read(engine)
  } finally {
    engine.close()
  }
}

/** Writes the files and the models into the database at `path`. Returns the number of charts that were recomputed. */
async function fill(path: string, filling: Filling, options: LoadOptions): Promise<number> {
  const { files, packs, isNew } = filling
  const sizes = measure(path, [...files, ...packs.flatMap((pack) => pack.files)])
  const engine = await openEngine(path, 'read_write', isSmall(sizes) ? { threads: 1 } : {})
  try {
    // The file is checkpointed once, at the end, and no reader relies on the order of landed rows: without these two
    // lines, inserting takes half as long again.
    await engine.run("set checkpoint_threshold = '1TB'")
    await engine.run('set preserve_insertion_order = false')
    // Each file is read once.
    await engine.run('set enable_external_file_cache = false')
    await limitMemory(engine, sizes.stored + sizes.added)
    await engine.run('begin transaction')
    if (isNew) await createLanding(engine, options)
    options.onProgress('land')
    for (const table of tableNames) {
      const isOwn = (each: { table: TableName }) => each.table === table
      await landFiles(engine, table, { files: files.filter(isOwn), packs: packs.filter(isOwn) }, options)
    }
    await writeSeen(engine, options.curated.address, filling)
    options.onProgress('commit')
    await engine.run('commit')
    options.onProgress('committed')
    // Each model is committed before the next one reads it, because rows of an open transaction have no statistics that
    // a query could use. No reader sees the parts: the file is published as a whole.
    options.onProgress('compute')
    const charts = await refreshModels(engine, { ...options, isNew })
    if (isNew) await createViews(engine, options)
    await requireChecks(engine, options.models)
    await engine.run('checkpoint')
    return charts
  } finally {
    engine.close()
  }
}

/** Curated files that are opened as fast by one thread as by several. */
const FEW = 200

/** Bytes of a warehouse and its new files from which on memory in blocks is worth keeping: it doubles the peak. */
const LARGE = 2 ** 28

/** Bytes of a warehouse and of the files that come into it, and their number. */
function measure(path: string, files: CuratedFile[]) {
  const stored = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return { stored, added: files.reduce((sum, { size }) => sum + size, 0), files: files.length }
}

/** Whether one thread has done as soon as several: see `SMALL`. A curated file has up to eight times as many rows in a byte. */
function isSmall({ stored, added, files }: ReturnType<typeof measure>): boolean {
  return stored < SMALL && added < SMALL / 8 && files < FEW
}

/** Memory that DuckDB allocates in blocks need not be cleared by the system each time: a large load is a tenth faster. */
async function limitMemory(engine: Engine, bytes: number) {
  const machine = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  const megabytes = Math.min(MAX_MEMORY, machine * 0.7) / 2 ** 20
  await engine.run(`set memory_limit = '${Math.round(megabytes)}MB'`)
  if (bytes > LARGE) await engine.run(`set block_allocator_memory = '${Math.round(megabytes / 2)}MB'`)
}

async function createLanding(engine: Engine, { models, fingerprint }: LoadOptions) {
  for (const schema of ['meta', 'landing', 'core']) await engine.run(`create schema ${schema}`)
  await writeFingerprint(engine, fingerprint)
  await createKnownFiles(engine)
  for (const statement of landingDdl()) await engine.run(statement)
  await createModels(
    engine,
    models.filter(({ name }) => name === firstScope),
  )
}

async function createViews(engine: Engine, { views = [] }: LoadOptions) {
  for (const schema of new Set(views.map(({ name }) => name.split('.')[0])))
    await engine.run(`create schema ${schema}`)
  for (const { name, sql } of views) await engine.run(`create view ${name} as ${sql}`)
}

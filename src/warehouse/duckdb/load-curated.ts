import { constants } from 'node:fs'
import { copyFile, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { mapConcurrent } from '../../domain/concurrency.ts'
import { getMessage, WarehouseError } from '../../domain/errors.ts'
import { sha256 } from '../../domain/hash.ts'
import { landingDdl } from '../../domain/tables/ddl.ts'
import { snapshotTables, type TableName, tableNames } from '../../domain/tables/tables.ts'
import type { ObjectStore } from '../../storage/store.ts'
import type { CoreModel, LoadReport, Waiting } from '../warehouse.ts'
import { type Engine, openEngine } from './duckdb-engine.ts'
import { forgetFailure, readFailure, rememberFailure } from './load-failure.ts'
import { createModels, refreshModels } from './refresh/refresh-models.ts'
import { requireChecks } from './run-checks.ts'
import { withLock } from './writer-lock.ts'

export interface LoadOptions {
  /** Holds `warehouse.duckdb` and its lock. */
  folder: string
  curated: ObjectStore
  models: CoreModel[]
  /** With their schema. */
  views?: { name: string; sql: string }[]
  /** Of the models and tables that the code has now; a file made by others is made again. */
  fingerprint: string
  /** Makes everything again, even where the file is up to date. */
  rebuild: boolean
  lockWaitSeconds: number
  onProgress(step: LoadStep): void
}

export interface CuratedFile {
  table: TableName
  key: string
}

/** What a load does, in order; `published` is after the rename. */
export type LoadStep = 'copy' | 'land' | 'commit' | 'committed' | 'compute' | 'publish' | 'published'

/** Bytes that a load takes where the machine has them: more hold what is not asked for again. */
const MOST_MEMORY = 6 * 2 ** 30

/** Files that one statement reads: more make the statement slow to parse. */
const FILES_AT_ONCE = 500

/**
 * Brings new curated files into a copy of the warehouse and publishes it by rename: readers of the old file are
 * never blocked, and a crash at any point leaves the old one. Throws code `Check` where a global check finds rows.
 */
export async function loadCurated(options: LoadOptions): Promise<LoadReport> {
  await mkdir(options.folder, { recursive: true })
  return withLock(options.folder, options.lockWaitSeconds, async () => {
    const current = join(options.folder, 'warehouse.duckdb')
    const next = join(options.folder, 'warehouse.next.duckdb')
    for (const leftover of [next, `${next}.wal`]) await rm(leftover, { force: true })

    const known = options.rebuild ? null : await loadedFiles(current, options.fingerprint)
    const fresh = await newFiles(options.curated, known)
    if (known !== null && fresh.length === 0) return { files: 0, charts: 0 }

    options.onProgress('copy')
    if (known !== null) await copyFile(current, next, constants.COPYFILE_FICLONE)
    // Most of the file is as it was: it goes to the disk while the rest is computed.
    const copied = known === null ? Promise.resolve() : sync(next)
    copied.catch(() => {})
    const charts = await fill(next, fresh, known === null, options).catch(async (error) => {
      await rm(next, { force: true })
      await rememberFailure(options, fresh, error)
      throw error
    })
    options.onProgress('publish')
    await copied
    await publish(next, current, options.folder)
    await forgetFailure(options.folder)
    options.onProgress('published')
    return { files: fresh.length, charts }
  })
}

/** The curated files that the published file does not hold, and why a load of just these was refused. */
export async function listPendingFiles({
  folder,
  curated,
  fingerprint,
}: Pick<LoadOptions, 'folder' | 'curated' | 'fingerprint'>): Promise<Waiting> {
  const known = await loadedFiles(join(folder, 'warehouse.duckdb'), fingerprint)
  const fresh = await newFiles(curated, known)
  const refusal = await readFailure({ folder, fingerprint }, fresh)
  return { files: fresh.length, refusal }
}

/** The keys that the file holds already; null where there is no file or other code made it. */
async function loadedFiles(path: string, fingerprint: string): Promise<Set<string> | null> {
  if (!(await exists(path))) return null
  const engine = await openEngine(path, 'read_only')
  try {
    const { rows } = await engine.query('select fingerprint from meta.made_by')
    if (rows[0]?.fingerprint !== fingerprint) return null
    const files = await engine.query('select key from meta.loaded_files')
    return new Set(files.rows.map((row) => String(row.key)))
  } catch {
    // A file that does not know who made it is none of this version's.
    return null
  } finally {
    engine.close()
  }
}

async function newFiles(curated: ObjectStore, known: Set<string> | null): Promise<CuratedFile[]> {
  const fresh: CuratedFile[] = []
  for (const table of tableNames) {
    for await (const { key } of curated.list(`${table}/`)) {
      if (key.endsWith('.parquet') && !known?.has(key)) fresh.push({ table, key })
    }
  }
  return fresh
}

async function fill(
  path: string,
  files: CuratedFile[],
  isNew: boolean,
  options: LoadOptions,
): Promise<number> {
  const engine = await openEngine(path, 'read_write')
  try {
    // The file is checkpointed once, at its end, and no reader relies on the order of landed rows: without either,
    // inserting takes half as long again.
    await engine.run("set checkpoint_threshold = '1TB'")
    await engine.run('set preserve_insertion_order = false')
    await limitMemory(engine)
    await engine.run('begin transaction')
    if (isNew) await createAll(engine, options)
    options.onProgress('land')
    for (const table of tableNames) {
      const keys = files.filter((file) => file.table === table).map((file) => file.key)
      await land(engine, table, keys, options)
    }
    options.onProgress('commit')
    await engine.run('commit')
    options.onProgress('committed')
    // Each model is committed before the next reads it: rows of an open transaction have no statistics that a query
    // could use. Nothing shows before the file is published, so that this parts nothing that belongs together.
    options.onProgress('compute')
    const charts = await refreshModels(engine, options.models, isNew)
    await requireChecks(engine, options.models)
    await engine.run('checkpoint')
    return charts
  } finally {
    engine.close()
  }
}

/** Blocks that the engine keeps to itself need not be cleared by the system each time: a tenth of a large load. */
async function limitMemory(engine: Engine) {
  const machine = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  const most = Math.min(MOST_MEMORY, machine * 0.7) / 2 ** 20
  await engine.run(`set memory_limit = '${Math.round(most)}MB'`)
  await engine.run(`set block_allocator_memory = '${Math.round(most / 2)}MB'`)
}

async function createAll(engine: Engine, { models, views = [], fingerprint }: LoadOptions) {
  for (const schema of ['meta', 'landing', 'core']) await engine.run(`create schema ${schema}`)
  await engine.run('create table meta.made_by as select :fingerprint as fingerprint', { fingerprint })
  await engine.run('create table meta.loaded_files (key varchar not null)')
  for (const statement of landingDdl()) await engine.run(statement)
  await createModels(engine, models)
  for (const schema of new Set(views.map(({ name }) => name.split('.')[0])))
    await engine.run(`create schema ${schema}`)
  for (const { name, sql } of views) await engine.run(`create view ${name} as ${sql}`)
}

async function land(engine: Engine, table: TableName, keys: string[], options: LoadOptions) {
  const touches = table === 'settings' || (snapshotTables as readonly TableName[]).includes(table)
  const before = touches ? await rowCount(engine, table) : 0
  for (const batch of batches(keys)) {
    const { paths, remove } = await localPaths(options, batch)
    const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')
    // By name, so that a file of an older version leaves the columns it does not know null.
    await engine
      .run(`insert into landing.${table} by name select * from read_parquet([${list}])`)
      .catch((error: unknown) => {
        throw newer(table, error) ?? error
      })
    const values = batch.map((key) => `('${key.replaceAll("'", "''")}')`).join(', ')
    await engine.run(`insert into meta.loaded_files values ${values}`)
    await remove()
  }
  if (touches && keys.length > 0) {
    const touched = table === 'settings' ? chartsOfDecisions : chartsOfRows(table)
    await engine.run(
      `insert into core.charts_in_scope (source, chart) ${touched} except select source, chart from core.charts_in_scope`,
      { before },
    )
  }
}

/** What DuckDB says of files with a column that a table lacks, in words that help; null where it says anything else. */
function newer(table: TableName, cause: unknown): WarehouseError | null {
  const [, column] = /does not have a column with name "([^"]*)"/.exec(getMessage(cause)) ?? []
  if (column === undefined) return null
  const says = `a file of ${table} has a column ${column}, which a newer hitparade wrote; upgrade this one, and load again`
  return new WarehouseError('Newer', says, { cause })
}

const chartsOfRows = (table: TableName) =>
  `select distinct source, chart from landing.${table} where rowid >= :before and chart <> '-'`

/** An approval touches its chart; what is decided on two songs touches all charts of the source. */
const chartsOfDecisions = `
  select distinct i.source, i.chart
  from landing.settings as d
  inner join landing.chart_issues as i on d.source = i.source and i.chart = coalesce(d.chart, i.chart)
  where d.rowid >= :before`

async function rowCount(engine: Engine, table: TableName): Promise<number> {
  const { rows } = await engine.query(`select coalesce(max(rowid) + 1, 0) as n from landing.${table}`)
  return Number(rows[0]?.n)
}

/** Batches of files of one transform version: files of one statement must have the same columns. */
function* batches(keys: string[]): Generator<string[]> {
  const fileVersion = (key: string) => /\.v(\d+)\.parquet$/.exec(key)?.[1] ?? ''
  for (const version of new Set(keys.map(fileVersion))) {
    const group = keys.filter((key) => fileVersion(key) === version)
    for (let start = 0; start < group.length; start += FILES_AT_ONCE)
      yield group.slice(start, start + FILES_AT_ONCE)
  }
}

/** Where DuckDB can read the files: where they lie, or in a folder that they are brought to. */
async function localPaths({ curated, folder }: LoadOptions, keys: string[]) {
  if (curated.localPath !== undefined) {
    const { localPath } = curated
    return { paths: keys.map((key) => localPath(key)), remove: async () => {} }
  }
  const inbox = join(folder, 'inbox')
  await rm(inbox, { recursive: true, force: true })
  await mkdir(inbox)
  // The engine remembers what it has read by the file's name, so no two files of a load may share one.
  const paths = keys.map((key) => join(inbox, `${sha256(key)}.parquet`))
  const files = keys.map((key, index) => ({ key, path: paths[index] ?? '' }))
  await mapConcurrent(files, 8, async ({ key, path }) => writeFile(path, await curated.get(key)))
  return { paths, remove: () => rm(inbox, { recursive: true, force: true }) }
}

async function publish(next: string, current: string, folder: string) {
  await sync(next)
  await rename(next, current)
  await sync(folder)
}

async function sync(path: string) {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}

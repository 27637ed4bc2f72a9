import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mapConcurrent } from '../../domain/concurrency.ts'
import { WarehouseError } from '../../domain/errors.ts'
import { sha256 } from '../../domain/hash.ts'
import { landingDdl } from '../../domain/tables/ddl.ts'
import { snapshotTables, type TableName, tableNames } from '../../domain/tables/tables.ts'
import type { ObjectStore } from '../../storage/store.ts'
import { orNull } from '../../storage/store-errors.ts'
import { quoteLiteral } from '../sql-text.ts'
import { type Engine, openEngine } from './duckdb-engine.ts'
import { warehouseFiles } from './warehouse-files.ts'

/** Files that one statement reads: with more, parsing it becomes slow. */
const FILES_AT_ONCE = 500

export interface CuratedFile {
  table: TableName
  key: string
  /** Bytes; 0 if they are not known. */
  size: number
  /** When it was written, in milliseconds; 0 if that is not known. */
  modified: number
}

/** Files of one table. */
export interface TableFiles {
  /** Those that are read one by one. */
  files: CuratedFile[]
  /** Files that contain the rows of other curated files, which were read before. */
  packs: { path: string; files: CuratedFile[] }[]
}

/** Where curated files are, and the folder for copies of those that are not on this machine. */
export interface FileStores {
  curated: ObjectStore
  folder: string
}

/**
 * Inserts curated files into a landing table, and adds the charts that their rows touch to `core.charts_in_scope`, with
 * the first date of these rows.
 * Throws code `Newer` if a file has a column that the table lacks, `Unreadable` if a file cannot be read, and `Pack` if
 * that is a pack.
 */
export async function landFiles(
  engine: Engine,
  table: TableName,
  { files, packs }: TableFiles,
  stores: FileStores,
): Promise<void> {
  const isOfCharts = table === 'settings' || (snapshotTables as readonly TableName[]).includes(table)
  const firstRow = isOfCharts ? await nextRowId(engine, table) : 0
  for (const batch of batchFiles(files)) {
    const { local, remove } = await localFiles(stores, batch)
    if (local.length > 0) {
      await insertFiles(engine, table, local, hasVersions(table))
      await writeLoaded(engine, local)
    }
    await remove()
  }
  if (packs.length > 0) {
    await insertPacks(engine, table, packs)
    for (const pack of packs) await writeLoaded(engine, pack.files)
  }
  if (isOfCharts && files.length + packs.length > 0) {
    const touched = table === 'settings' ? chartsOfDecisions : chartsOfRows(table)
    await engine.run(`insert into core.charts_in_scope ${touched}`, { first_row: firstRow })
  }
}

async function writeLoaded(engine: Engine, files: CuratedFile[]): Promise<void> {
  await engine.run(
    `insert into meta.loaded_files
    select unnest(from_json(:files, '[{"key": "varchar", "size": "bigint", "modified": "bigint"}]'), recursive := true)`,
    { files: JSON.stringify(files) },
  )
}

/** Packs of several transform versions may have other columns. */
async function insertPacks(engine: Engine, table: TableName, packs: TableFiles['packs']): Promise<void> {
  try {
    await insertFiles(engine, table, packs, false)
  } catch (error) {
    if (!(error instanceof WarehouseError && ['Newer', 'Unreadable'].includes(error.code))) throw error
    throw new WarehouseError('Pack', `a pack of ${table} cannot be read: ${error.problem}`, { cause: error })
  }
}

/**
 * Those of the files that cannot be inserted into their table. One statement reads many files, and its error may name
 * none of them, so halves are tried until the files are found. The tables of the warehouse are not touched.
 */
export async function findUnreadable(files: CuratedFile[], stores: FileStores): Promise<CuratedFile[]> {
  const engine = await openEngine(':memory:', 'read_write')
  try {
    await engine.run('create schema landing')
    for (const statement of landingDdl()) await engine.run(statement)
    await engine.run(`set temp_directory = ${quoteLiteral(warehouseFiles(stores.folder).spill)}`)
    const unreadable: string[] = []
    for (const table of tableNames) {
      for (const batch of batchFiles(files.filter((file) => file.table === table))) {
        const { local, remove } = await localFiles(stores, batch)
        unreadable.push(...(local.length === 0 ? [] : await bisect(engine, table, local)))
        await remove()
      }
    }
    return files.filter(({ key }) => unreadable.includes(key))
  } finally {
    engine.close()
  }
}

/** The keys of the files that cannot be inserted. */
async function bisect(engine: Engine, table: TableName, files: LocalFile[]): Promise<string[]> {
  await engine.run('begin transaction')
  try {
    await insertFiles(engine, table, files, hasVersions(table))
    return []
  } catch (error) {
    if (!(error instanceof WarehouseError) || error.code !== 'Unreadable') throw error
    if (files.length === 1) return files.map(({ key }) => key)
  } finally {
    await engine.run('rollback')
  }
  const middle = files.length >> 1
  return [
    ...(await bisect(engine, table, files.slice(0, middle))),
    ...(await bisect(engine, table, files.slice(middle))),
  ]
}

/** `haveSameColumns`: of the first file, which saves a look into each of them. */
async function insertFiles(
  engine: Engine,
  table: TableName,
  files: { path: string }[],
  haveSameColumns: boolean,
): Promise<void> {
  try {
    // By name: a file of an older version lacks the newest columns, which become null.
    const list = `[${files.map(({ path }) => quoteLiteral(path)).join(', ')}]`
    await engine.run(
      `insert into landing.${table} by name select * from read_parquet(${list},
      union_by_name = ${!haveSameColumns}, hive_partitioning = false)`,
    )
  } catch (error) {
    throw error instanceof WarehouseError ? toLandError(table, error) : error
  }
}

const chartsOfRows = (table: TableName) =>
  `select source, chart, min(chart_date) from landing.${table} where rowid >= :first_row and chart <> '-' group by 1, 2`

/** An approval and a configuration touch their chart. A decision on two songs touches all charts of the source. */
const chartsOfDecisions = `
  select distinct issues.source, issues.chart, cast(null as date)
  from landing.settings as decisions
  inner join landing.chart_issues as issues
    on decisions.source = issues.source and issues.chart = coalesce(decisions.chart, issues.chart)
  where decisions.rowid >= :first_row`

async function nextRowId(engine: Engine, table: TableName): Promise<number> {
  const { rows } = await engine.query(`select coalesce(max(rowid) + 1, 0) as next from landing.${table}`)
  return Number(rows[0]?.next)
}

/** Errors of the system that one file may have. The others would have any file. */
const errorsOfOneFile = ['EACCES', 'EPERM', 'EIO']

function toLandError(table: TableName, cause: WarehouseError): WarehouseError {
  const { unknown_column: column, errno } = cause.details
  if (column !== undefined)
    return new WarehouseError(
      'Newer',
      `a file of ${table} has a column ${column}, which a newer hitparade wrote`,
      { advice: 'upgrade this one, and load again', details: { table, column }, cause },
    )
  if (cause.code !== 'Query' && !errorsOfOneFile.includes(String(errno))) return cause
  return new WarehouseError('Unreadable', `a curated file of ${table} cannot be read: ${cause.problem}`, {
    details: { table },
    cause,
  })
}

/** Whether the names of its files have a transform version. Other files of one statement may have other columns. */
const hasVersions = (table: TableName) => (snapshotTables as readonly TableName[]).includes(table)

/** Batches of files of one transform version: all files of a statement must have the same columns. */
function* batchFiles(files: CuratedFile[]): Generator<CuratedFile[]> {
  const fileVersion = ({ key }: CuratedFile) => /\.v(\d+)\.parquet$/.exec(key)?.[1] ?? ''
  for (const version of new Set(files.map(fileVersion))) {
    const group = files.filter((file) => fileVersion(file) === version)
    for (let start = 0; start < group.length; start += FILES_AT_ONCE)
      yield group.slice(start, start + FILES_AT_ONCE)
  }
}

/** A curated file that DuckDB can read. */
interface LocalFile extends CuratedFile {
  path: string
}

/**
 * Where DuckDB can read the files: those of a store on this machine, else copies in a temporary folder, without those that a
 * bucket has lost.
 */
async function localFiles(
  { curated, folder }: FileStores,
  files: CuratedFile[],
): Promise<{ local: LocalFile[]; remove(): Promise<void> }> {
  const { localPath } = curated
  if (localPath !== undefined)
    return { local: files.map((file) => ({ ...file, path: localPath(file.key) })), remove: async () => {} }
  const { inbox } = warehouseFiles(folder)
  await rm(inbox, { recursive: true, force: true })
  await mkdir(inbox)
  // DuckDB caches what it has read by file name, so no two files of a load may share one.
  const copies = files.map((file) => ({ ...file, path: join(inbox, `${sha256(file.key)}.parquet`) }))
  const lost = new Set<string>()
  await mapConcurrent(copies, 8, async ({ key, path }) => {
    const bytes = await orNull(() => curated.get(key))
    if (bytes === null) lost.add(key)
    else await writeFile(path, bytes)
  })
  const local = copies.filter(({ key }) => !lost.has(key))
  return { local, remove: () => rm(inbox, { recursive: true, force: true }) }
}

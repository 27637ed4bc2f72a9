import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { getMessage, WarehouseError } from '../../../domain/errors.ts'
import { sha256 } from '../../../domain/hash.ts'
import { explainSystemError, readErrno } from '../../../domain/system-failure.ts'
import { countColumns, type SnapshotTable, snapshotTables } from '../../../domain/tables/tables.ts'
import type { ObjectStore } from '../../../storage/store.ts'
import { quoteLiteral } from '../../sql-text.ts'
import { type DiskEffects, disk } from '../disk-effects.ts'
import { type Engine, openEngine } from '../duckdb-engine.ts'
import type { CuratedFile } from '../land-files.ts'
import { removeLeftovers, warehouseFiles } from '../warehouse-files.ts'
import { type PackedFile, type PackList, packFolders, packPath, writePackList } from './pack-folder.ts'
import { findMonthsToPack, type PackableMonth } from './packable-months.ts'

/** Months that are written together: a table is read once for all of them. */
const AT_ONCE = 120

export interface PackRequest {
  folder: string
  curated: ObjectStore
  /** The files that the load has read one by one. */
  read: readonly CuratedFile[]
  effects?: DiskEffects
  /** Called before each write. */
  onProgress(step: 'pack'): void
}

/**
 * Writes the packs that are missing after a load, if the curated files are on this machine. Returns what has stopped it,
 * for the load has succeeded; null: nothing.
 */
export async function writePacks(request: PackRequest): Promise<string | null> {
  const { folder, curated } = request
  if (curated.localPath === undefined) return null
  try {
    await writeMissing(request)
    return null
  } catch (error) {
    await removeLeftovers(folder).catch(() => {})
    if (error instanceof WarehouseError) return error.problem
    const errno = readErrno(error)
    if (errno === null) throw error
    return explainSystemError(errno, folder)?.problem ?? getMessage(error)
  }
}

/**
 * Whether an open warehouse without new files lacks no pack, so that it need not be opened again to write some. False if it
 * cannot be known: then the writing says what is wrong.
 */
export async function hasAllPacks(
  query: Engine['query'],
  { folder, curated }: Pick<PackRequest, 'folder' | 'curated'>,
): Promise<boolean> {
  if (curated.localPath === undefined) return true
  const missing = await findMonthsToPack(query, folder, []).catch(() => null)
  return missing?.length === 0
}

async function writeMissing(request: PackRequest): Promise<void> {
  const { current, spill } = warehouseFiles(request.folder)
  const engine = await openEngine(':memory:', 'read_write')
  try {
    await engine.run(`set temp_directory = ${quoteLiteral(spill)}`)
    await engine.run(`attach ${quoteLiteral(current)} as warehouse (read_only)`)
    await engine.run('use warehouse')
    const months = await findMonthsToPack((sql) => engine.query(sql), request.folder, request.read)
    for (let start = 0; start < months.length; start += AT_ONCE)
      await writeMonths(engine, months.slice(start, start + AT_ONCE), request)
  } finally {
    engine.close()
  }
}

/**
 * Writes the packs of some months from the rows that the warehouse has loaded. A month gets its name when all of its packs
 * are complete. Nothing waits for the disk: a pack that a crash of the machine cuts has another hash.
 */
async function writeMonths(engine: Engine, months: PackableMonth[], request: PackRequest): Promise<void> {
  const { folder, effects = disk, onProgress } = request
  const { packs, next } = packFolders(folder)
  const lists = new Map<string, PackList>()
  await createMonths(engine, months)
  for (const table of snapshotTables) {
    await chooseRows(engine, table)
    for (const [id, files] of await readFiles(engine)) {
      const path = packPath(join(next, id), table)
      await mkdir(dirname(path), { recursive: true })
      onProgress('pack')
      await engine.run(copyRows(table, id, path))
      lists.set(id, { ...lists.get(id), [table]: { sha256: sha256(await readFile(path)), files } })
    }
  }
  for (const [id, list] of lists) {
    onProgress('pack')
    await writePackList(join(next, id), list)
    const path = join(packs, id)
    await mkdir(dirname(path), { recursive: true })
    await rm(path, { recursive: true, force: true })
    onProgress('pack')
    await effects.rename(join(next, id), path)
  }
  await rm(next, { recursive: true, force: true })
}

async function createMonths(engine: Engine, months: PackableMonth[]): Promise<void> {
  await engine.run(
    `create or replace temp table months as
    select unnest(from_json(:months, '[{"id": "varchar", "source": "varchar", "month": "varchar", "transform_version": "bigint"}]'),
      recursive := true)`,
    { months: JSON.stringify(months) },
  )
}

const identity = 'source, chart, chart_date, snapshot_id, transform_version'

/**
 * Notes the loaded files of a table whose rows landed as their snapshot states them: a pack contains the rows of exactly
 * these files.
 */
async function chooseRows(engine: Engine, table: SnapshotTable): Promise<void> {
  const stated = table === 'chart_issues' ? '1' : `issues.${countColumns[table]}`
  await engine.run(`
    create or replace temp table packed as
    with issues as (
        select ${identity}, months.id, ${stated} as row_count,
            '${table}/' || regexp_replace(issues.raw_key, '(\\.json)?\\.gz$', '') || '.v' || transform_version || '.parquet' as key
        from landing.chart_issues as issues
        inner join months using (source, transform_version)
        where strftime(issues.chart_date, '%Y-%m') = months.month and issues.snapshot_id not like 'import-%'
    ),
    landed as (
        select ${identity}, count(*) as row_count
        from landing.${table}
        where chart_date between (select min(chart_date) from issues) and (select max(chart_date) from issues)
        group by all
    )
    select ${identity}, issues.id, issues.key, files.size, files.modified
    from issues
    inner join landed using (${identity}, row_count)
    inner join meta.loaded_files as files using (key)`)
}

/** The chosen files by month. */
async function readFiles(engine: Engine): Promise<Map<string, PackedFile[]>> {
  const { rows } = await engine.query('select id, key, size, modified from packed order by id, key')
  const files = new Map<string, PackedFile[]>()
  for (const { id, key, size, modified } of rows) {
    const month = files.get(String(id)) ?? []
    files.set(String(id), month)
    month.push({ key: String(key), size: Number(size), modified: Number(modified) })
  }
  return files
}

function copyRows(table: SnapshotTable, id: string, path: string): string {
  return `
    copy (
        select landed.*
        from landing.${table} as landed
        semi join (select * from packed where id = ${quoteLiteral(id)}) as packed using (${identity})
    ) to ${quoteLiteral(path)} (format parquet, compression zstd)`
}

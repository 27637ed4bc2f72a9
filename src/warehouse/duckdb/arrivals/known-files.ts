import { curatedKey, encodeSegment } from '../../../domain/keys.ts'
import { countColumns, type SnapshotTable } from '../../../domain/tables/tables.ts'
import type { Engine } from '../duckdb-engine.ts'

/** What an earlier load has seen: by curated folder, the `now` of its search. */
export type Seen = ReadonlyMap<string, number>

/** What the warehouse knows of the curated files. */
export interface KnownFiles {
  seen: Seen
  /** The newest loaded chart date, by `<source>/<chart>/`. */
  newest: Map<string, string>
  /** The newest loaded file of `runs/`; an empty text without one. */
  newestRun: string
  /** Files that the last load could not read. */
  unread: string[]
  /** Files that a loaded snapshot must have and that are not loaded. Core leaves such a snapshot out. */
  missing: string[]
}

/** Creates the tables of `meta` in a new warehouse. */
export async function createKnownFiles(engine: Engine): Promise<void> {
  await engine.run('create table meta.loaded_files (key varchar not null, size bigint, modified bigint)')
  await engine.run('create table meta.unread_files (key varchar not null)')
  await engine.run('create table meta.seen (address varchar, folder varchar, seen double)')
}

export async function readKnownFiles(engine: Engine, address: string): Promise<KnownFiles> {
  const seen = await engine.query('select folder, seen from meta.seen where address = :address', { address })
  const newest = await engine.query(
    `select source, chart, max(chart_date) as chart_date from landing.chart_issues
    where snapshot_id not like 'import-%' group by 1, 2`,
  )
  const run = await engine.query("select max(key) as key from meta.loaded_files where key like 'runs/%'")
  const unread = await engine.query('select key from meta.unread_files')
  return {
    seen: new Map(seen.rows.map((row) => [String(row.folder), Number(row.seen)])),
    newest: new Map(newest.rows.map((row) => [chartFolder(row), String(row.chart_date)])),
    newestRun: String(run.rows[0]?.key ?? ''),
    unread: unread.rows.map(({ key }) => String(key)),
    missing: await findUnknown(engine, await listPartialFiles(engine)),
  }
}

const chartFolder = ({ source, chart }: Record<string, unknown>) =>
  `${encodeSegment(String(source))}/${encodeSegment(String(chart))}/`

/** The keys that the warehouse has not loaded. */
export async function findUnknown(engine: Engine, keys: string[]): Promise<string[]> {
  if (keys.length === 0) return []
  const { rows } = await engine.query(
    `select key from meta.loaded_files where key in (select unnest(from_json(:keys, '["varchar"]')))`,
    { keys: JSON.stringify(keys) },
  )
  const loaded = new Set(rows.map(({ key }) => String(key)))
  return keys.filter((key) => !loaded.has(key))
}

/** The files that partial snapshots must have, as their rows in chart_issues state. */
async function listPartialFiles(engine: Engine): Promise<string[]> {
  const sums = Object.entries(countColumns).map(([table, column]) => `sum(issues.${column}) as ${table}`)
  const { rows } = await engine.query(`
    select issues.raw_key, issues.transform_version, ${sums.join(', ')}
    from landing.chart_issues as issues
    left join core.snapshots as snapshots
      on issues.source = snapshots.source and issues.chart = snapshots.chart
      and issues.chart_date = snapshots.chart_date and issues.snapshot_id = snapshots.snapshot_id
      and issues.transform_version <= snapshots.transform_version
    where snapshots.snapshot_id is null and issues.entry_count > 0
    group by 1, 2`)
  return rows.flatMap(({ raw_key, transform_version, ...counts }) =>
    Object.entries(counts)
      .filter(([, count]) => Number(count) > 0)
      .map(([table]) => curatedKey(table as SnapshotTable, String(raw_key), Number(transform_version))),
  )
}

/** Replaces what the warehouse knows of the last search. */
export async function writeSeen(
  engine: Engine,
  address: string,
  { seen, unread }: { seen: Seen; unread: string[] },
): Promise<void> {
  await engine.run('delete from meta.seen')
  for (const [folder, instant] of seen)
    await engine.run('insert into meta.seen values (:address, :folder, :instant)', {
      address,
      folder,
      instant,
    })
  await engine.run('delete from meta.unread_files')
  for (const key of unread) await engine.run('insert into meta.unread_files values (:key)', { key })
}

import type { Result } from '../../warehouse.ts'
import type { CuratedFile } from '../land-files.ts'
import { findPackId, listPackedMonths, packId, readPackList } from './pack-folder.ts'

/** Single snapshots for which a pack is written, or written again. Fewer are read as they are. */
const LEAST = 20

/** Days from the end of a month, by the newest chart date of its source, after which few snapshots of it are new. */
const DAYS_OPEN = 7

/** The snapshots of a source, month and transform version that may have packs. */
export interface PackableMonth {
  id: string
  source: string
  /** `yyyy-mm` of the chart dates. */
  month: string
  transform_version: number
  snapshots: number
}

type Query = (sql: string) => Promise<Result>

/** The months of a warehouse that must have packs. An import is one file for many issues already. */
async function listPackableMonths(query: Query): Promise<PackableMonth[]> {
  const { rows } = await query(`
    select source, strftime(chart_date, '%Y-%m') as month, transform_version, count(*) as snapshots
    from landing.chart_issues
    where snapshot_id not like 'import-%'
    group by 1, 2, 3
    qualify count(*) >= ${LEAST}
      and last_day(max(chart_date)) + ${DAYS_OPEN} <= max(max(chart_date)) over (partition by source)
    order by 1, 2, 3`)
  return rows.map((row) => {
    const { source, month, transform_version, snapshots } = row as unknown as Omit<PackableMonth, 'id'>
    return { id: packId(source, month, transform_version), source, month, transform_version, snapshots }
  })
}

/** The months of a warehouse that have no packs yet. */
export async function findUnpackedMonths(query: Query, folder: string): Promise<PackableMonth[]> {
  const packed = new Set((await listPackedMonths(folder)).map(({ id }) => id))
  return (await listPackableMonths(query)).filter(({ id }) => !packed.has(id))
}

/**
 * The months to pack after a load: those without packs, and those of the files that it read singly whose packs lack many
 * snapshots.
 */
export async function findMonthsToPack(
  query: Query,
  folder: string,
  read: readonly CuratedFile[],
): Promise<PackableMonth[]> {
  const packed = new Map((await listPackedMonths(folder)).map((month) => [month.id, month]))
  const touched = new Set(packed.size === 0 ? [] : read.map(({ key }) => findPackId(key)))
  const wanted: PackableMonth[] = []
  for (const month of await listPackableMonths(query)) {
    const old = packed.get(month.id)
    if (old !== undefined && !touched.has(month.id)) continue
    const list = old === undefined ? null : await readPackList(old)
    if (month.snapshots - (list?.chart_issues?.files.length ?? 0) >= LEAST) wanted.push(month)
  }
  return wanted
}

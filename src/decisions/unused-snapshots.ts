import { readRows } from '../warehouse/read-rows.ts'
import { quoteLiteral } from '../warehouse/sql-text.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** A complete snapshot of a date that has another snapshot as its issue. */
export interface UnusedSnapshot {
  source: string
  chart: string
  chart_date: string
  /** Its entries, and those of the largest snapshot of the date. */
  entries: number
  most_entries: number
}

const columns = {
  source: 'text',
  chart: 'text',
  chart_date: 'text',
  entries: 'number',
  most_entries: 'number',
} as const

/** The snapshots of these raw objects that are not used, by chart and date. */
export async function listUnused(warehouse: Warehouse, rawKeys: string[]): Promise<UnusedSnapshot[]> {
  if (rawKeys.length === 0) return []
  const result = await warehouse.query(`
    with sized as (
      select *, max(entry_count) over (partition by source, chart, chart_date) as most_entries
      from core.snapshots
    )
    select sized.source, sized.chart, sized.chart_date, sized.entry_count as entries, sized.most_entries
    from sized
    inner join core.issues as issues
      on sized.source = issues.source and sized.chart = issues.chart and sized.chart_date = issues.chart_date
    where sized.raw_key in (${rawKeys.map(quoteLiteral).join(', ')}) and sized.snapshot_id <> issues.snapshot_id
    order by 1, 2, 3`)
  return readRows(result, columns)
}

/** True for one that is left out for its size: core.winners prefers snapshots with at least half the most entries. */
export function isTooShort({ entries, most_entries }: UnusedSnapshot): boolean {
  return 2 * entries < most_entries
}

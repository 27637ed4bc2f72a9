import { readRows } from '../warehouse/read-rows.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** A snapshot whose newest version landing contains only in part, so that core leaves this version out. */
export interface PartialSnapshot {
  source: string
  chart: string
  chart_date: string
  snapshot_id: string
  /** Key of the raw object that it is made from, without the prefix. */
  raw_key: string
}

const columns = {
  source: 'text',
  chart: 'text',
  chart_date: 'text',
  snapshot_id: 'text',
  raw_key: 'text',
} as const

/** The partial snapshots of a warehouse, oldest first. */
export async function listPartial(warehouse: Pick<Warehouse, 'query'>): Promise<PartialSnapshot[]> {
  return readRows(await warehouse.query(partialQuery()), columns)
}

/**
 * Selects the partial snapshots, in the SQL of both engines. `also`: further columns. Core also leaves out a count of plays
 * that a newer count replaces, which is not partial.
 */
export function partialQuery(also: string[] = []): string {
  return `
  select ${['i.source', 'i.chart', 'i.chart_date', 'i.snapshot_id', 'min(i.raw_key) as raw_key', ...also].join(', ')}
  from landing.chart_issues as i
  left join core.snapshots as s
    on i.source = s.source and i.chart = s.chart and i.chart_date = s.chart_date and i.snapshot_id = s.snapshot_id
    and i.transform_version <= s.transform_version
  left join (
    select source, chart, max(fetched_at) as counted_at from core.snapshots where source = 'listens' group by 1, 2
  ) as plays
    on i.source = plays.source and i.chart = plays.chart
  where s.snapshot_id is null and i.complete and i.entry_count > 0
    and (plays.counted_at is null or i.fetched_at >= plays.counted_at)
  group by 1, 2, 3, 4
  order by 1 asc nulls last, 2 asc nulls last, 3 asc nulls last, 4 asc nulls last`
}

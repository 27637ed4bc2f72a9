import type { Attempt } from '../extract/extract-chart.ts'
import { readRows } from '../warehouse/read-rows.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

/** A snapshot that does not replace the issue of its date, because it has fewer than half the entries of another one. */
export interface UnusedSnapshot {
  source: string
  chart: string
  chart_date: string
  /** Entries of the snapshot, and of the largest one of its date. */
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

/** The stored snapshots of which another one of the same date is used, in the order of the attempts. */
export async function listUnused(
  warehouse: Warehouse,
  attempts: Pick<Attempt, 'source' | 'chart' | 'chart_date' | 'snapshot_id'>[],
): Promise<UnusedSnapshot[]> {
  const unused: UnusedSnapshot[] = []
  for (const { source, chart, chart_date, snapshot_id } of attempts) {
    if (snapshot_id === null) continue
    const result = await warehouse.query(
      `with sized as (
        select
          snapshots.*,
          max(snapshots.entry_count) over (partition by snapshots.chart_date) as most_entries
        from core.snapshots as snapshots
        where source = :source and chart = :chart and chart_date = cast(:chart_date as date)
      )
      select sized.source, sized.chart, sized.chart_date, sized.entry_count as entries, sized.most_entries
      from sized
      inner join core.winners as winners
        on
          sized.source = winners.source
          and sized.chart = winners.chart
          and sized.chart_date = winners.chart_date
          and sized.snapshot_id <> winners.snapshot_id
      where sized.snapshot_id = :snapshot_id`,
      { source, chart, chart_date, snapshot_id },
    )
    unused.push(...readRows(result, columns))
  }
  return unused
}

import { readRows } from '../../warehouse/read-rows.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import type { SiteChart } from '../site.ts'

/** The song at no. 1 of the newest issue of a chart and its lead artist; null if no. 1 has no entry. */
export async function readLeader(
  warehouse: Warehouse,
  { source, chart, last_date }: SiteChart,
): Promise<{ recording_id: string; artist_id: string | null } | null> {
  const result = await warehouse.query(
    `select
        history.recording_id, credits.artist_id
    from core.chart_history as history
    left join core.song_credits as credits
        on history.source = credits.source and history.song_id = credits.song_id
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date = cast(:last_date as date)
        and history.is_best
    order by
        history.position asc nulls last,
        history.song_id asc nulls last,
        credits.credit_position asc nulls last
    limit 1`,
    { source, chart, last_date },
  )
  return readRows(result, { recording_id: 'text', artist_id: 'text?' } as const)[0] ?? null
}

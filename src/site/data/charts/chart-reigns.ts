import { readRows, type TypedRow } from '../../../warehouse/read-rows.ts'
import type { Warehouse } from '../../../warehouse/warehouse.ts'
import type { Credit } from '../chart-entries.ts'
import { readSongCredits } from '../song-entries.ts'

const reignColumns = {
  recording_id: 'text',
  song: 'text?',
  artists: 'text?',
  first_date: 'text',
  last_date: 'text',
  issues: 'number',
} as const

/** Consecutive observed issues with one recording at no. 1. */
export type Reign = TypedRow<typeof reignColumns>

/** The reigns of a chart, oldest first. */
export async function readReigns(
  warehouse: Warehouse,
  { source, chart }: { source: string; chart: string },
): Promise<Reign[]> {
  const result = await warehouse.query(
    `select
        reigns.recording_id, names.song, names.artists, reigns.first_date, reigns.last_date, reigns.issues
    from core.reigns as reigns
    left join core.charted_names as names
        on reigns.recording_id = names.song_id and names.source = :source and names.chart = :chart
    where reigns.source = :source and reigns.chart = :chart
    order by reigns.first_date asc nulls last, reigns.recording_id asc nulls last`,
    { source, chart },
  )
  return readRows(result, reignColumns)
}

/** The artists of songs by song id; nothing is read for no songs. */
export async function readCreditsById(
  warehouse: Warehouse,
  source: string,
  songs: Iterable<string>,
): Promise<Map<string, Credit[]>> {
  const ids = [...new Set(songs)]
  return ids.length === 0 ? new Map() : readSongCredits(warehouse, source, ids)
}

import { readRows } from '../../warehouse/read-rows.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { bindList } from './song-entries.ts'

const joinColumns = { song_id: 'text', recording_id: 'text' } as const

/** The ids of a source that belong to a recording with another id, with that id: all, or some. */
export async function readJoinedSongs(
  warehouse: Warehouse,
  source: string,
  songs?: readonly string[],
): Promise<Map<string, string>> {
  if (songs?.length === 0) return new Map()
  const { list, parameters } = bindList('song', songs ?? [])
  const result = await warehouse.query(
    `select recordings.song_id, recordings.recording_id
    from core.recordings as recordings
    where
        recordings.source = :source
        and recordings.song_id <> recordings.recording_id
        and recordings.recording_id in (
            select charted.recording_id from core.chart_songs as charted where charted.source = :source
        )
        ${songs === undefined ? '' : `and recordings.song_id in (${list})`}
    order by recordings.song_id asc nulls last`,
    { source, ...parameters },
  )
  return new Map(readRows(result, joinColumns).map(({ song_id, recording_id }) => [song_id, recording_id]))
}

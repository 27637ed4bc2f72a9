import { readRows, type TypedRow } from '../../../warehouse/read-rows.ts'
import type { Warehouse } from '../../../warehouse/warehouse.ts'
import { selectDays } from '../epoch-days.ts'
import { bindList } from '../song-entries.ts'
import { withEntries } from './artist-songs.ts'

const positionColumns = {
  artist_id: 'text',
  chart: 'text',
  chart_days: 'number',
  position: 'number',
  songs: 'number',
} as const

/** The best position of an artist on an issue of a chart. There are many, so the date is days, see `toDate`. */
export type ArtistPositionRow = TypedRow<typeof positionColumns>

/** The issues of each chart that have some artists, in order of artist, chart and date. */
export async function readArtistPositions(
  warehouse: Warehouse,
  source: string,
  artists: readonly string[],
): Promise<ArtistPositionRow[]> {
  const { list, parameters } = bindList('artist', artists)
  const result = await warehouse.query(
    `${withEntries(list, 'whole')}

    select
        artist_id,
        chart,
        ${selectDays('chart_date')} as chart_days,
        min(position) as position,
        count(*) as songs
    from entries
    group by 1, 2, 3
    order by 1 asc nulls last, 2 asc nulls last, 3 asc nulls last`,
    { source, ...parameters },
  )
  return readRows(result, positionColumns)
}

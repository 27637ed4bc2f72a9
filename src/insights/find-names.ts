import { foldText } from '../domain/text/fold.ts'
import type { Result, ResultRow, Warehouse } from '../warehouse/warehouse.ts'

/**
 * Songs and artists with the text as their id or anywhere in their name; case and accents do not count. Whole names come
 * first, then the ones seen last. Columns: kind (song, artist), id, name, artists, charts, first_date, last_date.
 */
export async function find(warehouse: Warehouse, text: string): Promise<Result> {
  const wanted = foldText(text)
  const isHit = ({ id, name }: ResultRow) =>
    id === text || (wanted !== '' && foldText(String(name ?? '')).includes(wanted))
  const isWhole = ({ name }: ResultRow) => foldText(String(name ?? '')) === wanted
  const { columns, rows } = await warehouse.query(allNames)
  const hits = rows.filter(isHit)
  // The sort is stable, so both halves keep the order of the query.
  return { columns, rows: hits.sort((a, b) => Number(isWhole(b)) - Number(isWhole(a))) }
}

const allNames = `
with songs_on_charts as (
    select
        entries.source,
        entries.chart,
        entries.song_id,
        min(entries.chart_date) as first_date,
        max(entries.chart_date) as last_date
    from core.chart_history as entries
    group by 1, 2, 3
),

artists_on_charts as (
    select
        songs.source,
        songs.chart,
        credits.artist_id,
        min(songs.first_date) as first_date,
        max(songs.last_date) as last_date
    from songs_on_charts as songs
    inner join core.song_credits as credits
        on songs.source = credits.source and songs.song_id = credits.song_id
    group by 1, 2, 3
),

seen as (
    select 'song' as kind, source, song_id as id, chart, first_date, last_date from songs_on_charts
    union all
    select 'artist' as kind, source, artist_id as id, chart, first_date, last_date from artists_on_charts
),

by_id as (
    select
        kind,
        source,
        id,
        nullif(
            listagg(source || '/' || chart, ', ') within group (order by chart asc nulls last)
                over (partition by kind, source, id),
            ''
        ) as charts,
        min(first_date) over (partition by kind, source, id) as first_date,
        max(last_date) over (partition by kind, source, id) as last_date
    from seen
    qualify row_number() over (partition by kind, source, id order by chart asc nulls last) = 1
)

select
    by_id.kind,
    by_id.id,
    case when by_id.kind = 'song' then songs.song else artists.artist_name end as name,
    songs.artists,
    by_id.charts,
    by_id.first_date,
    by_id.last_date
from by_id
left join core.song_names as songs
    on by_id.source = songs.source and by_id.id = songs.song_id and by_id.kind = 'song'
left join core.artists as artists
    on by_id.source = artists.source and by_id.id = artists.artist_id and by_id.kind = 'artist'
order by
    by_id.kind desc nulls last,
    by_id.last_date desc nulls last,
    name asc nulls last,
    by_id.source asc nulls last,
    by_id.id asc nulls last`

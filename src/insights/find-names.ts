import { foldText } from '../domain/text/fold.ts'
import type { Result, ResultRow, Warehouse } from '../warehouse/warehouse.ts'

/**
 * Songs and artists with the text as their id or anywhere in their name, whatever its case and accents: whole
 * names first, then those seen last. Columns: kind (song, artist), id, name, artists, charts, first_date,
 * last_date.
 */
export async function find(warehouse: Warehouse, text: string): Promise<Result> {
  const wanted = foldText(text)
  const isHit = ({ id, name }: ResultRow) =>
    id === text || (wanted !== '' && foldText(String(name ?? '')).includes(wanted))
  const isWhole = ({ name }: ResultRow) => foldText(String(name ?? '')) === wanted
  const { columns, rows } = await warehouse.query(everythingSeen)
  const hits = rows.filter(isHit)
  // The sort is stable, so the query's order stays within both halves.
  return { columns, rows: hits.sort((a, b) => Number(isWhole(b)) - Number(isWhole(a))) }
}

const everythingSeen = `
with songs_on_charts as (
    select h.source, h.chart, h.song_id, min(h.chart_date) as first_date, max(h.chart_date) as last_date
    from core.chart_history as h
    group by 1, 2, 3
),

artists_on_charts as (
    select
        s.source, s.chart, c.artist_id, min(s.first_date) as first_date, max(s.last_date) as last_date
    from songs_on_charts as s
    inner join core.song_artists as c
        on s.source = c.source and s.song_id = c.song_id
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
    b.kind,
    b.id,
    case when b.kind = 'song' then n.song else a.artist_name end as name,
    n.artists,
    b.charts,
    b.first_date,
    b.last_date
from by_id as b
left join core.song_names as n
    on b.source = n.source and b.id = n.song_id and b.kind = 'song'
left join core.artists as a
    on b.source = a.source and b.id = a.artist_id and b.kind = 'artist'
order by b.kind desc nulls last, b.last_date desc nulls last, name asc nulls last, b.source asc nulls last, b.id asc nulls last`

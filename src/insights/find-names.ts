import type { Result, Value, Warehouse } from '../warehouse/warehouse.ts'
import { listMatches, type Named } from './match-names.ts'

/**
 * Songs and artists with the text as their id or anywhere in their name; otherwise those with each of its words in the title
 * and the artists together. Case and accents do not count. Whole names come first, then songs before artists, then the best
 * charting. Columns: kind (song, artist), id, name, artists, peak_position, issues, charts, first_date, last_date.
 */
export async function find(warehouse: Warehouse, text: string): Promise<Result> {
  const { columns, rows } = await warehouse.query(allNames)
  const named = rows.map((row) => ({
    row,
    id: String(row.id),
    name: asText(row.name),
    artists: asText(row.artists),
  }))
  const [isId, isWhole, isPart, hasWords] = listMatches(text)
  const matches = (...ways: (((one: Named) => boolean) | undefined)[]) =>
    named.filter((one) => ways.some((isMatch) => isMatch?.(one)))
  const parts = matches(isId, isPart)
  const hits = parts.length > 0 ? parts : matches(hasWords)
  const rankWhole = (one: Named) => Number(isWhole?.(one) === true)
  // The sort is stable, so both halves keep the order of the query.
  const sorted = hits.sort((a, b) => rankWhole(b) - rankWhole(a))
  return { columns, rows: sorted.map(({ row }) => row) }
}

const asText = (value: Value | undefined) => (typeof value === 'string' ? value : null)

const allNames = `
with songs_on_charts as (
    select
        entries.source,
        entries.chart,
        entries.song_id,
        min(entries.position) as peak_position,
        count(*) as issues,
        sum(entries.points_share) as points_share,
        min(entries.chart_date) as first_date,
        max(entries.chart_date) as last_date
    from core.chart_history as entries
    group by 1, 2, 3
),

-- An artist may have several songs on an issue.
artists_on_charts as (
    select
        entries.source,
        entries.chart,
        credits.artist_id,
        min(entries.position) as peak_position,
        count(distinct entries.chart_date) as issues,
        sum(entries.points_share) as points_share,
        min(entries.chart_date) as first_date,
        max(entries.chart_date) as last_date
    from core.chart_history as entries
    inner join core.song_credits as credits
        on entries.source = credits.source and entries.song_id = credits.song_id
    group by 1, 2, 3
),

seen as (
    select 'song' as kind, source, song_id as id, chart, peak_position, issues, points_share, first_date, last_date
    from songs_on_charts
    union all
    select 'artist' as kind, source, artist_id as id, chart, peak_position, issues, points_share, first_date, last_date
    from artists_on_charts
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
        min(peak_position) over (partition by kind, source, id) as peak_position,
        cast(sum(issues) over (partition by kind, source, id) as bigint) as issues,
        round(sum(points_share) over (partition by kind, source, id), 6) as points_share,
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
    by_id.peak_position,
    by_id.issues,
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
    by_id.points_share desc nulls last,
    name asc nulls last,
    by_id.source asc nulls last,
    by_id.id asc nulls last`

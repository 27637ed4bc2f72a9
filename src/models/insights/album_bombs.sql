-- grain: one row per album and issue
-- title: Album bombs
-- question: When did three or more songs of one album come on the chart at once?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: least = 3, debuts of one album in one issue that make a bomb
-- parameter: limit = 20, rows; those that tie with the last are kept
-- parameter: across_gaps = false, count debuts since the previous observed issue even if expected ones between are unobserved
-- draw: table
-- column: place, rank by debuts; ties share it [place]
-- column: chart_date, date of the issue
-- column: album, name, or the id where the source has removed the name
-- column: lead_artist, first credited artist of the best placed debut
-- column: debuts, songs of the album that are in no earlier issue [songs]
-- column: total_tracks, tracks on the album [songs]
-- column: positions, places of the debuts, the best first [positions]
-- column: depth, positions that count: the smaller of the sizes of this issue and the one before [positions]
-- column: album_id, id of the album at the source
with compared as (
    select
        i.chart_date,
        case when i.previous_size < i.chart_size then i.previous_size else i.chart_size end as depth
    from core.published_issues as i
    where
        i.source = :source
        and i.chart = :chart
        and i.chart_date between cast(:from as date) and cast(:to as date)
        and i.previous_date is not null
        and (i.missing_before = 0 or cast(:across_gaps as boolean))
),

debuts as (
    select
        h.chart_date,
        c.depth,
        s.album_id,
        h.song_id,
        h.position,
        row_number() over (partition by h.chart_date, s.album_id order by h.position asc nulls last) as debut_number
    from core.chart_history as h
    inner join compared as c
        on h.chart_date = c.chart_date
    inner join core.songs as s
        on h.source = s.source and h.song_id = s.song_id
    where
        h.source = :source
        and h.chart = :chart
        and h.is_best
        and h.status = 'NEW'
        and h.position <= c.depth
        and s.album_id is not null
),

bombs as (
    select
        *,
        count(*) over (partition by chart_date, album_id) as debut_count,
        listagg(cast(position as varchar), ', ') within group (order by position asc nulls last)
            over (partition by chart_date, album_id) as positions
    from debuts
    qualify count(*) over (partition by chart_date, album_id) >= :least
),

placed as (
    select
        rank() over (order by debut_count desc nulls last) as place,
        *
    from bombs
    where debut_number = 1
)

select
    t.place,
    t.chart_date,
    coalesce(a.album_name, t.album_id) as album,
    n.lead_artist,
    t.debut_count as debuts,
    a.total_tracks,
    t.positions,
    t.depth,
    t.album_id
from placed as t
left join core.albums as a
    on t.album_id = a.album_id and a.source = :source
left join core.song_names as n
    on t.song_id = n.song_id and n.source = :source
where t.place <= :limit
order by t.place asc nulls last, t.chart_date asc nulls last, t.album_id asc nulls last

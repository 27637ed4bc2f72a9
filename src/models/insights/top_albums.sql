-- grain: one row per album
-- title: Top albums
-- question: Which albums did best over a span, and how many of their songs charted?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: limit = 20, rows; those that tie with the last are kept
-- draw: bar
-- column: place, rank by points, then by songs; ties share it [place]
-- column: album, name, or the id where the source has removed the name
-- column: lead_artist, first credited artist of its best placed song
-- column: points, sum of chart size + 1 - position over the entries of its songs in the span [points]
-- column: points_share, the same with each issue's points divided by its size, which compares charts of other sizes [points]
-- column: songs, recordings of it that charted in the span [songs]
-- column: total_tracks, tracks on the album [songs]
-- column: issues, observed issues with at least one of its songs [issues]
-- column: peak_position, best position of any of its songs in the span [position]
-- column: album_id, id of the album at the source
with entries as (
    select
        s.album_id,
        h.song_id,
        h.recording_id,
        h.chart_date,
        h.position,
        h.points,
        h.points_share
    from core.chart_history as h
    inner join core.songs as s
        on h.source = s.source and h.song_id = s.song_id
    where
        h.source = :source
        and h.chart = :chart
        and h.chart_date between cast(:from as date) and cast(:to as date)
        and h.is_best
        and s.album_id is not null
),

totals as (
    select
        album_id,
        cast(sum(points) as bigint) as points,
        round(sum(points_share), 6) as points_share,
        count(distinct recording_id) as songs,
        count(distinct chart_date) as issues,
        min(position) as peak_position
    from entries
    group by 1
),

best_songs as (
    select
        album_id,
        song_id
    from entries
    qualify row_number() over (
        partition by album_id
        order by position asc nulls last, chart_date asc nulls last
    ) = 1
),

placed as (
    select
        rank() over (order by points desc nulls last, songs desc nulls last) as place,
        *
    from totals
)

select
    t.place,
    coalesce(a.album_name, t.album_id) as album,
    n.lead_artist,
    t.points,
    t.points_share,
    t.songs,
    a.total_tracks,
    t.issues,
    t.peak_position,
    t.album_id
from placed as t
inner join best_songs as b
    on t.album_id = b.album_id
left join core.albums as a
    on t.album_id = a.album_id and a.source = :source
left join core.song_names as n
    on b.song_id = n.song_id and n.source = :source
where t.place <= :limit
order by t.place asc nulls last, album asc nulls last, t.album_id asc nulls last

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
        songs.album_id,
        history.song_id,
        history.recording_id,
        history.chart_date,
        history.position,
        history.points,
        history.points_share
    from core.chart_history as history
    inner join core.songs as songs
        on history.source = songs.source and history.song_id = songs.song_id
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and songs.album_id is not null
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
    placed.place,
    coalesce(albums.album_name, placed.album_id) as album,
    names.lead_artist,
    placed.points,
    placed.points_share,
    placed.songs,
    albums.total_tracks,
    placed.issues,
    placed.peak_position,
    placed.album_id
from placed
inner join best_songs
    on placed.album_id = best_songs.album_id
left join core.albums as albums
    on placed.album_id = albums.album_id and albums.source = :source
left join core.song_names as names
    on best_songs.song_id = names.song_id and names.source = :source
where placed.place <= :limit
order by placed.place asc nulls last, album asc nulls last, placed.album_id asc nulls last

-- grain: one row per album, with all its editions
-- title: Top albums
-- question: Which albums did best over a span, and how many songs of each charted?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: limit = 20
-- needs: album
-- draw: bar
-- column: place, rank by points, then by songs; ties share a rank [place]
-- column: lead_artist, first credited artist of the song with the best position
-- column: points, sum of chart size + 1 - position over the entries of its songs in the span [points]
-- column: points_share, as in core.chart_songs
-- column: songs, recordings of the album that charted in the span [songs]
-- column: issues, observed issues with at least one song of the album [issues]
-- column: editions, ids of the album with a song on the chart in the span [albums]
-- column: album_id, as in insights.album_bombs
-- column: peak_position, best position of any of its songs in the span [position]
with entries as (
    select
        editions.main_album_id,
        editions.album_id,
        history.song_id,
        history.recording_id,
        history.chart_date,
        history.position,
        history.points,
        history.points_share
    from core.chart_history as history
    inner join core.songs as songs
        on history.source = songs.source and history.song_id = songs.song_id
    inner join core.album_editions as editions
        on songs.source = editions.source and songs.album_id = editions.album_id
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and (
            cast(:artist as varchar) is null
            or history.song_id in (
                select credits.song_id
                from core.song_credits as credits
                where credits.source = :source and credits.artist_id = :artist
            )
        )
),

totals as (
    select
        main_album_id,
        cast(sum(points) as bigint) as points,
        round(sum(points_share), 6) as points_share,
        count(distinct recording_id) as songs,
        count(distinct chart_date) as issues,
        count(distinct album_id) as editions,
        min(position) as peak_position
    from entries
    group by 1
),

best_songs as (
    select
        main_album_id,
        song_id
    from entries
    qualify row_number() over (
        partition by main_album_id
        order by position asc nulls last, chart_date asc nulls last
    ) = 1
),

ranked as (
    select
        rank() over (order by points desc nulls last, songs desc nulls last) as place,
        *
    from totals
)

select
    ranked.place,
    coalesce(albums.album_name, ranked.main_album_id) as album,
    names.lead_artist,
    ranked.points,
    ranked.points_share,
    ranked.songs,
    albums.total_tracks,
    ranked.issues,
    ranked.peak_position,
    ranked.editions,
    ranked.main_album_id as album_id
from ranked
inner join best_songs
    on ranked.main_album_id = best_songs.main_album_id
left join core.albums as albums
    on ranked.main_album_id = albums.album_id and albums.source = :source
left join core.song_names as names
    on best_songs.song_id = names.song_id and names.source = :source
where ranked.place <= :limit
order by ranked.place asc nulls last, album asc nulls last, ranked.main_album_id asc nulls last

-- grain: one row per album, with all its editions
-- title: Top albums
-- question: Which albums did best over a span, and how many songs of each charted?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: by = points|metric
-- parameter: points = inverse|log|power|reciprocal|metric
-- parameter: bonus_at_one = 0
-- parameter: per = span|decade|year|quarter|month
-- parameter: chart_year = 01-01
-- parameter: runs = cut|whole
-- parameter: artist = all
-- parameter: limit = 20
-- optional: period, points_share
-- needs: album
-- draw: bar of points by album
-- key: place, album, lead_artist, points, songs
-- column: place, rank in the period by points, then by songs; ties share a rank [place]
-- column: lead_artist, first credited artist of the song with the best position
-- column: points, sum of the points of its songs, by the points rule [points]
-- column: points_share, as in core.chart_songs
-- column: songs, recordings of the album that charted in the period [songs]
-- column: issues, observed issues with at least one song of the album [issues]
-- column: editions, ids of the album with a song on the chart in the period [albums]
-- column: album_id, as in insights.album_bombs
-- column: peak_position, best position of any of its songs in the period [position]
with chosen_charts as (
    select *
    from shared.chosen_charts as shared_charts
),

periods as (
    select *
    from shared.periods as shared_periods
),

entries as (
    select
        editions.main_album_id,
        editions.album_id,
        counted.song_id,
        counted.recording_id,
        counted.chart_date,
        counted.position,
        cast(counted.position as bigint) * 10000000 + datediff('day', cast('0001-01-01' as date), counted.chart_date) as rank_on_day,
        counted.points,
        counted.points_share,
        periods.period
    from shared.counted_entries as counted
    inner join periods
        on counted.counts_on = periods.chart_date
    inner join core.songs as songs
        on counted.source = songs.source and counted.song_id = songs.song_id
    inner join core.album_editions as editions
        on songs.source = editions.source and songs.album_id = editions.album_id
    where cast(:artist as varchar) is null or counted.song_id in shared.songs_of_artist
),

totals as (
    select
        main_album_id,
        period,
        round(sum(points), 6) as points,
        round(sum(points_share), 6) as points_share,
        count(distinct recording_id) as songs,
        count(distinct chart_date) as issues,
        count(distinct album_id) as editions,
        min(position) as peak_position,
        min(rank_on_day) as first_peak
    from entries
    group by 1, 2
),

-- The song that was first at the best position; a window over all entries takes longer.
best_songs as (
    select
        entries.main_album_id,
        entries.period,
        min(entries.song_id) as song_id
    from entries
    inner join totals
        on
            entries.main_album_id = totals.main_album_id
            and entries.period = totals.period
            and entries.rank_on_day = totals.first_peak
    group by 1, 2
),

ranked as (
    select
        rank() over (partition by period order by points desc nulls last, songs desc nulls last) as place,
        *
    from totals
)

select
    nullif(ranked.period, '') as period,
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
    on ranked.main_album_id = best_songs.main_album_id and ranked.period = best_songs.period
left join core.albums as albums
    on ranked.main_album_id = albums.album_id and albums.source = :source
left join shared.names_of_chart as names
    on best_songs.song_id = names.song_id
where ranked.place <= :limit
order by
    ranked.period asc nulls last,
    ranked.place asc nulls last,
    album asc nulls last,
    ranked.main_album_id asc nulls last

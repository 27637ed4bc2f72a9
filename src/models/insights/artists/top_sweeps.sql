-- grain: one row per issue and artist with all songs at the top of it
-- title: Sweeps of the top
-- question: When did all songs of the top 2, 3, 5 or 10 belong to one artist?
-- parameter: chart = the global one
-- parameter: top = 3, how many positions from the top one artist must have, such as 2, 3, 5 or 10
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credit = each|lead
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = 20
-- draw: table
-- key: place, chart_date, artist, songs
-- column: place, as in insights.debuted_at_number_one
-- column: songs, titles of the songs, the best position first
-- A position without an entry belongs to no one. Of songs that share a position, all must be of the artist.
with top_songs as (
    select
        history.chart_date,
        history.position,
        history.song_id,
        count(*) over (partition by history.chart_date) as songs_at_top
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and history.position <= :top
),

credited as (
    select distinct
        top_songs.chart_date,
        credits.artist_id,
        top_songs.position,
        top_songs.song_id,
        top_songs.songs_at_top
    from top_songs
    inner join shared.counted_credits as credits
        on top_songs.song_id = credits.song_id
),

sweeps as (
    select
        rank() over (order by chart_date desc nulls last) as place,
        chart_date,
        artist_id
    from credited
    where songs_at_top >= :top
    group by chart_date, artist_id, songs_at_top
    having count(distinct song_id) = songs_at_top
),

songs as (
    select
        sweeps.chart_date,
        sweeps.artist_id,
        coalesce(names.song, credited.song_id) as song,
        row_number() over (
            partition by sweeps.chart_date, sweeps.artist_id
            order by credited.position asc nulls last, credited.song_id asc nulls last
        ) as song_number
    from sweeps
    inner join credited
        on sweeps.chart_date = credited.chart_date and sweeps.artist_id = credited.artist_id
    left join shared.names_of_chart as names
        on credited.song_id = names.song_id
),

song_lists as (
    select distinct
        chart_date,
        artist_id,
        listagg(song, ', ') within group (order by song_number asc nulls last)
            over (partition by chart_date, artist_id) as songs
    from songs
)

select
    sweeps.place,
    sweeps.chart_date,
    coalesce(artists.artist_name, sweeps.artist_id) as artist,
    song_lists.songs,
    sweeps.artist_id
from sweeps
inner join song_lists
    on sweeps.chart_date = song_lists.chart_date and sweeps.artist_id = song_lists.artist_id
left join core.known_artists as artists
    on sweeps.artist_id = artists.artist_id and artists.source = :source
where sweeps.place <= :limit
order by sweeps.place asc nulls last, artist asc nulls last, sweeps.artist_id asc nulls last

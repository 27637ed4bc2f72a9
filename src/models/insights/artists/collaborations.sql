-- grain: one row per pair of artists that share a credit
-- title: Collaborations
-- question: Which artists charted together, how strongly, and how common are shared credits?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credits = split|text
-- parameter: artist = all, only pairs with this artist: its id or any part of its name
-- parameter: limit = 20
-- draw: bar of points by artist and other_artist
-- key: place, artist, other_artist, points, songs
-- column: place, rank by points; ties share a rank [place]
-- column: artist, the artist of the pair with more collaborators, or the first by name
-- column: other_artist, the other artist of the pair
-- column: points, sum of chart size + 1 - position over the entries of shared songs in the span [points]
-- column: points_share, as in core.chart_songs
-- column: songs, recordings that credit both artists [songs]
-- column: entries, entries of these recordings in issues of the span [entries]
-- column: degree, artists with whom the first artist shares a credit in the span [artists]
-- column: other_degree, artists with whom the other artist shares a credit in the span [artists]
-- column: shared_credits, entries of the span with more than one credited artist, divided by all entries of the chart
-- column: artist_id, the source's id of the first artist
-- column: other_artist_id, the source's id of the other artist
with entries as (
    select
        history.chart_date,
        history.recording_id,
        history.song_id,
        history.points,
        history.points_share
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
),

credits as (
    select distinct
        credits.song_id,
        credits.artist_id
    from shared.credits_of_chart as credits
),

shared_songs as (
    select song_id
    from credits
    group by 1
    having count(*) > 1
),

credit_share as (
    select round(cast(count(shared_songs.song_id) as double) / nullif(count(*), 0), 6) as shared_credits
    from entries
    left join shared_songs
        on entries.song_id = shared_songs.song_id
),

-- Each pair in both directions.
ties as (
    select
        credits.artist_id,
        other_credits.artist_id as other_artist_id,
        count(distinct entries.recording_id) as songs,
        count(*) as entries,
        cast(sum(entries.points) as bigint) as points,
        round(sum(entries.points_share), 6) as points_share
    from entries
    inner join credits
        on entries.song_id = credits.song_id
    inner join credits as other_credits
        on entries.song_id = other_credits.song_id
    where credits.artist_id <> other_credits.artist_id
    group by 1, 2
),

degrees as (
    select
        artist_id,
        count(*) as degree
    from ties
    group by 1
),

named as (
    select
        degrees.artist_id,
        degrees.degree,
        coalesce(artists.artist_name, degrees.artist_id) as artist,
        row_number() over (
            order by
                degrees.degree desc nulls last,
                coalesce(artists.artist_name, degrees.artist_id) asc nulls last,
                degrees.artist_id asc nulls last
        ) as turn
    from degrees
    left join core.known_artists as artists
        on degrees.artist_id = artists.artist_id and artists.source = :source
),

ranked as (
    select
        rank() over (order by ties.points desc nulls last) as place,
        named.artist,
        other_named.artist as other_artist,
        ties.points,
        ties.points_share,
        ties.songs,
        ties.entries,
        named.degree,
        other_named.degree as other_degree,
        named.turn,
        other_named.turn as other_turn,
        ties.artist_id,
        ties.other_artist_id
    from ties
    inner join named
        on ties.artist_id = named.artist_id
    inner join named as other_named
        on ties.other_artist_id = other_named.artist_id
    where
        named.turn < other_named.turn
        and (cast(:artist as varchar) is null or ties.artist_id = :artist or ties.other_artist_id = :artist)
)

select
    ranked.place,
    ranked.artist,
    ranked.other_artist,
    ranked.points,
    ranked.points_share,
    ranked.songs,
    ranked.entries,
    ranked.degree,
    ranked.other_degree,
    credit_share.shared_credits,
    ranked.artist_id,
    ranked.other_artist_id
from ranked
cross join credit_share
where ranked.place <= :limit
order by ranked.place asc nulls last, ranked.turn asc nulls last, ranked.other_turn asc nulls last

-- grain: one row per pair of artists that share a credit
-- title: Collaborations
-- question: Which artists charted together, how strongly, and how common are shared credits?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: artist = all, only pairs with this one, its id or any part of its name
-- parameter: limit = 20, rows; those that tie with the last are kept
-- draw: bar
-- column: place, rank by points; ties share it [place]
-- column: artist, the one of the pair with more collaborators, then first by name
-- column: other_artist, the other
-- column: points, sum of chart size + 1 - position over the entries of their songs in the span [points]
-- column: points_share, the same with each issue's points divided by its size, which compares charts of other sizes [points]
-- column: songs, recordings that credit both [songs]
-- column: entries, entries of these in issues of the span [entries]
-- column: degree, artists with whom the first shares a credit in the span [artists]
-- column: other_degree, the same of the other [artists]
-- column: shared_credits, entries of the span with more than one credited artist, whoever they are, divided by all entries
-- column: artist_id, id of the first at the source
-- column: other_artist_id, id of the other
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
    from core.song_artists as credits
    where credits.source = :source
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

-- Each pair both ways round.
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
            order by degrees.degree desc nulls last, coalesce(artists.artist_name, degrees.artist_id) asc nulls last, degrees.artist_id asc nulls last
        ) as turn
    from degrees
    left join core.artists as artists
        on degrees.artist_id = artists.artist_id and artists.source = :source
),

placed as (
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
    placed.place,
    placed.artist,
    placed.other_artist,
    placed.points,
    placed.points_share,
    placed.songs,
    placed.entries,
    placed.degree,
    placed.other_degree,
    credit_share.shared_credits,
    placed.artist_id,
    placed.other_artist_id
from placed
cross join credit_share
where placed.place <= :limit
order by placed.place asc nulls last, placed.turn asc nulls last, placed.other_turn asc nulls last

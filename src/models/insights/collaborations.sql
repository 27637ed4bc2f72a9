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
        h.chart_date,
        h.recording_id,
        h.song_id,
        h.points,
        h.points_share
    from core.chart_history as h
    where
        h.source = :source
        and h.chart = :chart
        and h.chart_date between cast(:from as date) and cast(:to as date)
        and h.is_best
),

credits as (
    select distinct
        c.song_id,
        c.artist_id
    from core.song_artists as c
    where c.source = :source
),

shared_songs as (
    select song_id
    from credits
    group by 1
    having count(*) > 1
),

credit_share as (
    select round(cast(count(s.song_id) as double) / nullif(count(*), 0), 6) as shared_credits
    from entries as e
    left join shared_songs as s
        on e.song_id = s.song_id
),

-- Each pair both ways round.
ties as (
    select
        a.artist_id,
        b.artist_id as other_artist_id,
        count(distinct e.recording_id) as songs,
        count(*) as entries,
        cast(sum(e.points) as bigint) as points,
        round(sum(e.points_share), 6) as points_share
    from entries as e
    inner join credits as a
        on e.song_id = a.song_id
    inner join credits as b
        on e.song_id = b.song_id
    where a.artist_id <> b.artist_id
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
        d.artist_id,
        d.degree,
        coalesce(a.artist_name, d.artist_id) as artist,
        row_number() over (
            order by d.degree desc nulls last, coalesce(a.artist_name, d.artist_id) asc nulls last, d.artist_id asc nulls last
        ) as turn
    from degrees as d
    left join core.artists as a
        on d.artist_id = a.artist_id and a.source = :source
),

placed as (
    select
        rank() over (order by t.points desc nulls last) as place,
        a.artist,
        b.artist as other_artist,
        t.points,
        t.points_share,
        t.songs,
        t.entries,
        a.degree,
        b.degree as other_degree,
        a.turn,
        b.turn as other_turn,
        t.artist_id,
        t.other_artist_id
    from ties as t
    inner join named as a
        on t.artist_id = a.artist_id
    inner join named as b
        on t.other_artist_id = b.artist_id
    where
        a.turn < b.turn
        and (cast(:artist as varchar) is null or t.artist_id = :artist or t.other_artist_id = :artist)
)

select
    p.place,
    p.artist,
    p.other_artist,
    p.points,
    p.points_share,
    p.songs,
    p.entries,
    p.degree,
    p.other_degree,
    s.shared_credits,
    p.artist_id,
    p.other_artist_id
from placed as p
cross join credit_share as s
where p.place <= :limit
order by p.place asc nulls last, p.turn asc nulls last, p.other_turn asc nulls last

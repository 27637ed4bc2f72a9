-- grain: one row per pair of names that never occur apart
-- title: Split names
-- question: Which names in credits may be one artist, and belong into unsplit_artists of the configuration?
-- parameter: limit = 20
-- key: name, artist, other_artist, songs
-- column: place, rank by songs; ties share a rank [place]
-- column: name, both names as one: the entry for unsplit_artists
-- column: artist, the first name
-- column: other_artist, the name that always follows it
-- column: songs, songs with both names; none has only one of them [songs]
-- column: artist_id, id of the first name
-- column: other_artist_id, id of the name that always follows it
-- Only names without an id of the source are split. A band with its leader, and names that are known to belong together,
-- are left out.
with credits as (
    select distinct
        credits.source,
        credits.song_id,
        credits.artist_id,
        credits.credit_position,
        credits.credit_count,
        artists.artist_name,
        count(*) over (partition by credits.source, credits.artist_id) as songs
    from core.song_credits as credits
    inner join core.known_artists as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id
    where credits.artist_id like 'name:%'
),

-- The credits of a song as one text.
texts as (
    select
        text_credits.source,
        text_credits.song_id,
        artists.artist_name
    from core.text_credits as text_credits
    inner join core.song_artists as whole
        on text_credits.source = whole.source and text_credits.song_id = whole.song_id
    inner join core.known_artists as artists
        on whole.source = artists.source and whole.artist_id = artists.artist_id
    where text_credits.credit_number = 1 and whole.credit_position = 1 and whole.credit_count = 1
),

pairs as (
    select
        credits.source,
        credits.artist_id,
        followers.artist_id as other_artist_id,
        credits.artist_name as artist,
        followers.artist_name as other_artist,
        max(credits.songs) as songs,
        count(*) as shared_songs,
        max(followers.songs) as other_songs,
        max(case when credits.credit_count = 2 then texts.artist_name end) as written
    from credits
    inner join credits as followers
        on
            credits.source = followers.source
            and credits.song_id = followers.song_id
            and credits.credit_position + 1 = followers.credit_position
    left join texts
        on credits.source = texts.source and credits.song_id = texts.song_id
    group by 1, 2, 3, 4, 5
),

named as (
    select
        *,
        coalesce(written, artist || ', ' || other_artist) as name
    from pairs
    where
        shared_songs >= 3
        and songs = shared_songs
        and other_songs = shared_songs
        and left(lower(artist), length(other_artist)) <> lower(other_artist)
),

ranked as (
    select
        rank() over (order by named.shared_songs desc nulls last) as place,
        named.*
    from named
    left join (select distinct lower(name) as name from core.unsplit_names) as known
        on lower(named.name) = known.name
    where known.name is null
)

select
    place,
    name,
    artist,
    other_artist,
    shared_songs as songs,
    source,
    artist_id,
    other_artist_id
from ranked
where place <= :limit
order by place asc nulls last, name asc nulls last, source asc nulls last, artist_id asc nulls last

-- grain: one row per artist of a source
-- key: artist_key
-- column: artist_key, source/artist_id
-- column: source, chart source, e.g. simulator, spotify, deezer
-- column: artist_id, the source's id of the artist, or name:<hash> where it gives none
-- column: artist, name, or the id where the source has removed the name
-- column: url, page of the artist at the source
with known as (
    select source, artist_id
    from core.artists
    union all
    select source, artist_id
    from core.song_artists
),

ids as (
    select distinct source, artist_id
    from known
)

select
    i.source || '/' || i.artist_id as artist_key,
    i.source,
    i.artist_id,
    coalesce(a.artist_name, i.artist_id) as artist,
    a.url
from ids as i
left join core.artists as a
    on i.source = a.source and i.artist_id = a.artist_id

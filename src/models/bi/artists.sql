-- grain: one row per artist of a source
-- key: artist_key
with ids as (
    select distinct source, artist_id
    from core.song_credits
)

select
    ids.source || '/' || ids.artist_id as artist_key,
    ids.source,
    ids.artist_id,
    coalesce(artists.artist_name, ids.artist_id) as artist,
    artists.url
from ids
left join core.artists as artists
    on ids.source = artists.source and ids.artist_id = artists.artist_id

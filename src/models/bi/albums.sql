-- grain: one row per album of a source
-- key: album_key
with known as (
    select source, album_id
    from core.albums
    union all
    select source, album_id
    from core.songs
    where album_id is not null
),

ids as (
    select distinct source, album_id
    from known
)

select
    ids.source || '/' || ids.album_id as album_key,
    ids.source,
    ids.album_id,
    coalesce(albums.album_name, ids.album_id) as album,
    albums.album_type,
    albums.release_date,
    albums.release_date_precision,
    albums.total_tracks,
    albums.upc,
    albums.url
from ids
left join core.albums as albums
    on ids.source = albums.source and ids.album_id = albums.album_id

-- grain: one row per album of a source
-- key: album_key
-- column: album_key, source/album_id
-- column: source, chart source, e.g. simulator, spotify, deezer
-- column: album_id, the source's id of the album
-- column: album, name, or the id where the source has removed the name
-- column: album_type, album, single or compilation
-- column: release_date, as the source gives it: 1975, 1999-05 or 2024-01-05
-- column: release_date_precision, year, month or day
-- column: total_tracks, tracks on the album
-- column: upc, universal product code
-- column: url, page of the album at the source
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

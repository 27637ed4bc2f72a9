-- grain: one row per album of a source
-- key: album_key
-- column: album_key, the album: source/album_id
-- column: main_album_key, the album with all its editions: source and the id of the album that represents them; count and group by this column; the row with this album_key has its name
select
    editions.source || '/' || editions.album_id as album_key,
    editions.source || '/' || editions.main_album_id as main_album_key,
    editions.source,
    editions.album_id,
    coalesce(albums.album_name, editions.album_id) as album,
    albums.album_type,
    albums.release_date,
    albums.release_date_precision,
    albums.total_tracks,
    albums.upc,
    albums.url
from core.album_editions as editions
left join core.albums as albums
    on editions.source = albums.source and editions.album_id = albums.album_id

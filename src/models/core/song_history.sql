-- grain: one row per song and period in which its name, album and popularity stayed the same
-- column: valid_from, when the source first gave these values, UTC
-- column: valid_to, when the source first gave other values, UTC; null for the current values
with seen as (
    select
        songs.*,
        row_number() over (
            partition by songs.source, songs.song_id
            order by
                songs.fetched_at asc nulls last,
                songs.chart_date asc nulls last,
                songs.chart asc nulls last,
                songs.snapshot_id asc nulls last,
                songs.transform_version asc nulls last
        ) as seen_number
    from landing.songs as songs
    inner join core.catalogue_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
),

with_previous as (
    select
        *,
        lag(song_name) over (partition by source, song_id order by seen_number asc nulls last) as previous_song_name,
        lag(album_id) over (partition by source, song_id order by seen_number asc nulls last) as previous_album_id,
        lag(popularity) over (partition by source, song_id order by seen_number asc nulls last) as previous_popularity
    from seen
),

changes as (
    select *
    from with_previous
    where
        seen_number = 1
        or song_name is distinct from previous_song_name
        or album_id is distinct from previous_album_id
        or popularity is distinct from previous_popularity
)

select
    source,
    song_id,
    song_name,
    album_id,
    popularity,
    fetched_at as valid_from,
    lead(fetched_at) over (partition by source, song_id order by seen_number asc nulls last) as valid_to
from changes

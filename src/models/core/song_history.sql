-- grain: one row per song and stretch of time in which its name, album_id, popularity stayed the same
-- column: valid_from, when it was first seen so, UTC
-- column: valid_to, when it was first seen otherwise, UTC; null where it still holds
with seen as (
    select
        songs.*,
        row_number() over (
            partition by songs.source, songs.song_id
            order by songs.fetched_at asc nulls last, songs.chart_date asc nulls last, songs.chart asc nulls last, songs.snapshot_id asc nulls last
        ) as seen_number
    from landing.songs as songs
    inner join core.snapshots as snapshots
        on
            songs.source = snapshots.source
            and songs.chart = snapshots.chart
            and songs.chart_date = snapshots.chart_date
            and songs.snapshot_id = snapshots.snapshot_id
            and songs.transform_version = snapshots.transform_version
),

with_previous as (
    select
        *,
        lag(song_name) over (
            partition by source, song_id
            order by fetched_at asc nulls last, chart_date asc nulls last, chart asc nulls last, snapshot_id asc nulls last
        ) as previous_song_name,
        lag(album_id) over (
            partition by source, song_id
            order by fetched_at asc nulls last, chart_date asc nulls last, chart asc nulls last, snapshot_id asc nulls last
        ) as previous_album_id,
        lag(popularity) over (
            partition by source, song_id
            order by fetched_at asc nulls last, chart_date asc nulls last, chart asc nulls last, snapshot_id asc nulls last
        ) as previous_popularity
    from seen
),

changes as (
    select *
    from with_previous
    where seen_number = 1 or song_name is distinct from previous_song_name or album_id is distinct from previous_album_id or popularity is distinct from previous_popularity
)

select
    source,
    song_id,
    song_name,
    album_id,
    popularity,
    fetched_at as valid_from,
    lead(fetched_at) over (
        partition by source, song_id
        order by fetched_at asc nulls last, chart_date asc nulls last, chart asc nulls last, snapshot_id asc nulls last
    ) as valid_to
from changes

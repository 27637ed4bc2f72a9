-- grain: one row per song and stretch of time in which its name, album_id, popularity stayed the same
-- column: valid_from, when it was first seen so, UTC
-- column: valid_to, when it was first seen otherwise, UTC; null where it still holds
with seen as (
    select
        l.*,
        row_number() over (
            partition by l.source, l.song_id
            order by l.fetched_at asc nulls last, l.chart_date asc nulls last, l.chart asc nulls last, l.snapshot_id asc nulls last
        ) as seen_number
    from landing.songs as l
    inner join core.snapshots as s
        on
            l.source = s.source
            and l.chart = s.chart
            and l.chart_date = s.chart_date
            and l.snapshot_id = s.snapshot_id
            and l.transform_version = s.transform_version
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

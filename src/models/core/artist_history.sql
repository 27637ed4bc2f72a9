-- grain: one row per artist and stretch of time in which its name stayed the same
-- column: valid_from, when the name was first seen, UTC
-- column: valid_to, when the next name was first seen, UTC; null where it still holds
with seen as (
    select
        artists.*,
        row_number() over (
            partition by artists.source, artists.artist_id
            order by artists.fetched_at asc nulls last, artists.chart_date asc nulls last, artists.chart asc nulls last, artists.snapshot_id asc nulls last
        ) as seen_number
    from landing.artists as artists
    inner join core.snapshots as snapshots
        on
            artists.source = snapshots.source
            and artists.chart = snapshots.chart
            and artists.chart_date = snapshots.chart_date
            and artists.snapshot_id = snapshots.snapshot_id
            and artists.transform_version = snapshots.transform_version
),

with_previous as (
    select
        *,
        lag(artist_name) over (
            partition by source, artist_id
            order by fetched_at asc nulls last, chart_date asc nulls last, chart asc nulls last, snapshot_id asc nulls last
        ) as previous_artist_name
    from seen
),

changes as (
    select *
    from with_previous
    where seen_number = 1 or artist_name is distinct from previous_artist_name
)

select
    source,
    artist_id,
    artist_name,
    fetched_at as valid_from,
    lead(fetched_at) over (
        partition by source, artist_id
        order by fetched_at asc nulls last, chart_date asc nulls last, chart asc nulls last, snapshot_id asc nulls last
    ) as valid_to
from changes

-- grain: one row per artist and stretch of time in which its name stayed the same
-- column: valid_from, when the name was first seen, UTC
-- column: valid_to, when the next name was first seen, UTC; null where it still holds
with seen as (
    select
        l.*,
        row_number() over (
            partition by l.source, l.artist_id
            order by l.fetched_at asc nulls last, l.chart_date asc nulls last, l.chart asc nulls last, l.snapshot_id asc nulls last
        ) as seen_number
    from landing.artists as l
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

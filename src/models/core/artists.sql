-- grain: one row per artist of a source: the newest word on it
-- kept: artist
-- From all whole snapshots, not only from winners. A removed artist keeps the newest name that it had.
with artists_of_whole_snapshots as (
    select l.*
    from landing.artists as l
    inner join core.snapshots as s
        on
            l.source = s.source
            and l.chart = s.chart
            and l.chart_date = s.chart_date
            and l.snapshot_id = s.snapshot_id
            and l.transform_version = s.transform_version
    inner join core.artists_in_scope as x
        on l.source = x.source and l.artist_id = x.artist_id
),

newest as (
    select *
    from artists_of_whole_snapshots
    qualify row_number() over (
        partition by source, artist_id
        order by
            fetched_at desc nulls last,
            chart_date desc nulls last,
            chart desc nulls last,
            snapshot_id desc nulls last,
            transform_version desc nulls last
    ) = 1
),

newest_named as (
    select *
    from artists_of_whole_snapshots
    where artist_name is not null
    qualify row_number() over (
        partition by source, artist_id
        order by
            fetched_at desc nulls last,
            chart_date desc nulls last,
            chart desc nulls last,
            snapshot_id desc nulls last,
            transform_version desc nulls last
    ) = 1
)

select
    n.source,
    n.artist_id,
    m.artist_name,
    n.url
from newest as n
left join newest_named as m
    on n.source = m.source and n.artist_id = m.artist_id

-- grain: one row per album of a source: the newest word on it
-- kept: album
-- From all whole snapshots, not only from winners. A removed album keeps the newest name that it had.
with albums_of_whole_snapshots as (
    select l.*
    from landing.albums as l
    inner join core.snapshots as s
        on
            l.source = s.source
            and l.chart = s.chart
            and l.chart_date = s.chart_date
            and l.snapshot_id = s.snapshot_id
            and l.transform_version = s.transform_version
    inner join core.albums_in_scope as x
        on l.source = x.source and l.album_id = x.album_id
),

newest as (
    select *
    from albums_of_whole_snapshots
    qualify row_number() over (
        partition by source, album_id
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
    from albums_of_whole_snapshots
    where album_name is not null
    qualify row_number() over (
        partition by source, album_id
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
    n.album_id,
    m.album_name,
    n.album_type,
    n.release_date,
    n.release_date_precision,
    n.total_tracks,
    n.upc,
    n.url
from newest as n
left join newest_named as m
    on n.source = m.source and n.album_id = m.album_id

-- grain: one row per song of a source: the newest word on it
-- kept: song
-- From all whole snapshots, not only from winners. A removed song keeps the newest name, length, ISRC and relink
-- that it had: the source then gives none, or a length of 0.
with songs_of_whole_snapshots as (
    select l.*
    from landing.songs as l
    inner join core.snapshots as s
        on
            l.source = s.source
            and l.chart = s.chart
            and l.chart_date = s.chart_date
            and l.snapshot_id = s.snapshot_id
            and l.transform_version = s.transform_version
    inner join core.songs_in_scope as x
        on l.source = x.source and l.song_id = x.song_id
),

newest as (
    select *
    from songs_of_whole_snapshots
    qualify row_number() over (
        partition by source, song_id
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
    from songs_of_whole_snapshots
    where song_name is not null
    qualify row_number() over (
        partition by source, song_id
        order by
            fetched_at desc nulls last,
            chart_date desc nulls last,
            chart desc nulls last,
            snapshot_id desc nulls last,
            transform_version desc nulls last
    ) = 1
),

newest_length as (
    select
        source,
        song_id,
        duration_ms
    from songs_of_whole_snapshots
    where duration_ms > 0
    qualify row_number() over (
        partition by source, song_id
        order by
            fetched_at desc nulls last,
            chart_date desc nulls last,
            chart desc nulls last,
            snapshot_id desc nulls last,
            transform_version desc nulls last
    ) = 1
),

newest_isrc as (
    select
        source,
        song_id,
        isrc
    from songs_of_whole_snapshots
    where isrc is not null
    qualify row_number() over (
        partition by source, song_id
        order by
            fetched_at desc nulls last,
            chart_date desc nulls last,
            chart desc nulls last,
            snapshot_id desc nulls last,
            transform_version desc nulls last
    ) = 1
),

newest_relink as (
    select
        source,
        song_id,
        linked_from_id
    from songs_of_whole_snapshots
    where linked_from_id is not null
    qualify row_number() over (
        partition by source, song_id
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
    n.song_id,
    m.song_name,
    coalesce(m.title_key, n.title_key) as title_key,
    coalesce(m.variant_key, n.variant_key) as variant_key,
    coalesce(m.credit_key, n.credit_key) as credit_key,
    m.title_script,
    n.album_id,
    d.duration_ms,
    n.explicit,
    i.isrc,
    r.linked_from_id,
    n.label,
    n.popularity,
    n.url
from newest as n
left join newest_named as m
    on n.source = m.source and n.song_id = m.song_id
left join newest_length as d
    on n.source = d.source and n.song_id = d.song_id
left join newest_isrc as i
    on n.source = i.source and n.song_id = i.song_id
left join newest_relink as r
    on n.source = r.source and n.song_id = r.song_id

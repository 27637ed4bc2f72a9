-- grain: one row per credit of an artist that its snapshot says nothing of
-- level: error
-- scope: issue
-- rule: every credit has its artist in the same snapshot
-- A file of many issues tells of an artist once, at the first chart date that has it, so dates are not compared.
with told as (
    select
        l.source,
        l.chart,
        l.snapshot_id,
        l.transform_version,
        l.artist_id
    from landing.artists as l
    inner join core.charts_in_scope as c
        on l.source = c.source and l.chart = c.chart
),

artistless as (
    select distinct
        a.source,
        a.chart,
        a.chart_date,
        a.snapshot_id,
        a.transform_version,
        a.song_id,
        a.artist_id
    from landing.song_artists as a
    inner join core.charts_in_scope as c
        on a.source = c.source and a.chart = c.chart
    where not exists (
        select 1
        from told as g
        where
            g.source = a.source
            and g.chart = a.chart
            and g.snapshot_id = a.snapshot_id
            and g.transform_version = a.transform_version
            and g.artist_id = a.artist_id
    )
)

select
    s.source,
    s.chart,
    s.chart_date,
    s.snapshot_id,
    s.transform_version,
    'song ' || a.song_id || ': no artist ' || a.artist_id as detail
from artistless as a
inner join core.snapshots as s
    on
        a.source = s.source
        and a.chart = s.chart
        and a.chart_date = s.chart_date
        and a.snapshot_id = s.snapshot_id
        and a.transform_version = s.transform_version

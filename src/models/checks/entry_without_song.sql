-- grain: one row per position and song that its snapshot says nothing of
-- level: error
-- scope: issue
-- rule: every entry has its song in the same snapshot
-- A file of many issues tells of a song once, at the first chart date that has it, so dates are not compared.
with told as (
    select
        l.source,
        l.chart,
        l.snapshot_id,
        l.transform_version,
        l.song_id
    from landing.songs as l
    inner join core.charts_in_scope as c
        on l.source = c.source and l.chart = c.chart
),

songless as (
    select distinct
        e.source,
        e.chart,
        e.chart_date,
        e.snapshot_id,
        e.transform_version,
        e.position,
        e.song_id
    from landing.chart_entries as e
    inner join core.charts_in_scope as c
        on e.source = c.source and e.chart = c.chart
    where not exists (
        select 1
        from told as g
        where
            g.source = e.source
            and g.chart = e.chart
            and g.snapshot_id = e.snapshot_id
            and g.transform_version = e.transform_version
            and g.song_id = e.song_id
    )
)

select
    s.source,
    s.chart,
    s.chart_date,
    s.snapshot_id,
    s.transform_version,
    'position ' || cast(e.position as varchar) || ': no song ' || e.song_id as detail
from songless as e
inner join core.snapshots as s
    on
        e.source = s.source
        and e.chart = s.chart
        and e.chart_date = s.chart_date
        and e.snapshot_id = s.snapshot_id
        and e.transform_version = s.transform_version

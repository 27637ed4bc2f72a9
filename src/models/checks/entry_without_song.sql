-- grain: one row per position and song that its snapshot says nothing of
-- level: error
-- scope: issue
-- rule: every entry has its song in the same snapshot
-- A file of many issues tells of a song once, at the first chart date that has it, so dates are not compared.
with told as (
    select
        songs.source,
        songs.chart,
        songs.snapshot_id,
        songs.transform_version,
        songs.song_id
    from landing.songs as songs
    inner join core.charts_in_scope as in_scope
        on songs.source = in_scope.source and songs.chart = in_scope.chart
),

songless as (
    select distinct
        entries.source,
        entries.chart,
        entries.chart_date,
        entries.snapshot_id,
        entries.transform_version,
        entries.position,
        entries.song_id
    from landing.chart_entries as entries
    inner join core.charts_in_scope as in_scope
        on entries.source = in_scope.source and entries.chart = in_scope.chart
    where not exists (
        select 1
        from told
        where
            told.source = entries.source
            and told.chart = entries.chart
            and told.snapshot_id = entries.snapshot_id
            and told.transform_version = entries.transform_version
            and told.song_id = entries.song_id
    )
)

select
    snapshots.source,
    snapshots.chart,
    snapshots.chart_date,
    snapshots.snapshot_id,
    snapshots.transform_version,
    'position ' || cast(songless.position as varchar) || ': no song ' || songless.song_id as detail
from songless
inner join core.snapshots as snapshots
    on
        songless.source = snapshots.source
        and songless.chart = snapshots.chart
        and songless.chart_date = snapshots.chart_date
        and songless.snapshot_id = snapshots.snapshot_id
        and songless.transform_version = snapshots.transform_version

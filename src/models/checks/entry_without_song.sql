-- grain: one row per entry whose song is missing from the snapshot
-- level: error
-- scope: issue
-- rule: every entry has its song in the same snapshot
-- A file with many issues names a song only on the first chart date with it, so chart dates are not compared.
with known_songs as (
    select
        songs.source,
        songs.chart,
        songs.snapshot_id,
        songs.transform_version,
        songs.song_id
    from landing.songs as songs
    inner join core.charts_in_scope as in_scope
        on
            songs.source = in_scope.source
            and songs.chart = in_scope.chart
            and songs.chart_date >= in_scope.changed_from
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
        on
            entries.source = in_scope.source
            and entries.chart = in_scope.chart
            and entries.chart_date >= in_scope.changed_from
    where not exists (
        select 1
        from known_songs
        where
            known_songs.source = entries.source
            and known_songs.chart = entries.chart
            and known_songs.snapshot_id = entries.snapshot_id
            and known_songs.transform_version = entries.transform_version
            and known_songs.song_id = entries.song_id
    )
)

select
    songless.source,
    songless.chart,
    songless.chart_date,
    songless.snapshot_id,
    songless.transform_version,
    'position ' || cast(songless.position as varchar) || ': no song ' || songless.song_id as detail
from songless
inner join core.snapshots as snapshots
    using (source, chart, chart_date, snapshot_id, transform_version)

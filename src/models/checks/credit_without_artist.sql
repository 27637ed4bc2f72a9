-- grain: one row per credit of an artist that its snapshot says nothing of
-- level: error
-- scope: issue
-- rule: every credit has its artist in the same snapshot
-- A file of many issues tells of an artist once, at the first chart date that has it, so dates are not compared.
with told as (
    select
        artists.source,
        artists.chart,
        artists.snapshot_id,
        artists.transform_version,
        artists.artist_id
    from landing.artists as artists
    inner join core.charts_in_scope as in_scope
        on artists.source = in_scope.source and artists.chart = in_scope.chart
),

artistless as (
    select distinct
        credits.source,
        credits.chart,
        credits.chart_date,
        credits.snapshot_id,
        credits.transform_version,
        credits.song_id,
        credits.artist_id
    from landing.song_artists as credits
    inner join core.charts_in_scope as in_scope
        on credits.source = in_scope.source and credits.chart = in_scope.chart
    where not exists (
        select 1
        from told
        where
            told.source = credits.source
            and told.chart = credits.chart
            and told.snapshot_id = credits.snapshot_id
            and told.transform_version = credits.transform_version
            and told.artist_id = credits.artist_id
    )
)

select
    snapshots.source,
    snapshots.chart,
    snapshots.chart_date,
    snapshots.snapshot_id,
    snapshots.transform_version,
    'song ' || artistless.song_id || ': no artist ' || artistless.artist_id as detail
from artistless
inner join core.snapshots as snapshots
    on
        artistless.source = snapshots.source
        and artistless.chart = snapshots.chart
        and artistless.chart_date = snapshots.chart_date
        and artistless.snapshot_id = snapshots.snapshot_id
        and artistless.transform_version = snapshots.transform_version

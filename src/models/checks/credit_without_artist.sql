-- grain: one row per credit whose artist is missing from the snapshot
-- level: error
-- scope: issue
-- rule: every credit has its artist in the same snapshot
-- A file with many issues names an artist only on the first chart date with it, so chart dates are not compared.
with known_artists as (
    select
        artists.source,
        artists.chart,
        artists.snapshot_id,
        artists.transform_version,
        artists.artist_id
    from landing.artists as artists
    inner join core.charts_in_scope as in_scope
        on
            artists.source = in_scope.source
            and artists.chart = in_scope.chart
            and artists.chart_date >= in_scope.changed_from
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
        on
            credits.source = in_scope.source
            and credits.chart = in_scope.chart
            and credits.chart_date >= in_scope.changed_from
    where not exists (
        select 1
        from known_artists
        where
            known_artists.source = credits.source
            and known_artists.chart = credits.chart
            and known_artists.snapshot_id = credits.snapshot_id
            and known_artists.transform_version = credits.transform_version
            and known_artists.artist_id = credits.artist_id
    )
)

select
    artistless.source,
    artistless.chart,
    artistless.chart_date,
    artistless.snapshot_id,
    artistless.transform_version,
    'song ' || artistless.song_id || ': no artist ' || artistless.artist_id as detail
from artistless
inner join core.snapshots as snapshots
    using (source, chart, chart_date, snapshot_id, transform_version)

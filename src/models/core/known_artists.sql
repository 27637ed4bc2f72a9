-- grain: one row per artist or possible artist of a source, with its newest data
-- materialized: artist
-- All issues in core.catalogue_issues count, not only the published ones. If the source has removed the artist, its newest
-- known name stays.
with artists_of_issues as (
    select artists.*
    from landing.artists as artists
    inner join core.catalogue_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join core.artists_in_scope as in_scope
        on artists.source = in_scope.source and artists.artist_id = in_scope.artist_id
),

newest as (
    select *
    from artists_of_issues
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
    from artists_of_issues
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
    newest.source,
    newest.artist_id,
    newest_named.artist_name,
    newest.url
from newest
left join newest_named
    on newest.source = newest_named.source and newest.artist_id = newest_named.artist_id

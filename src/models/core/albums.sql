-- grain: one row per album of a source, with its newest data
-- materialized: album
-- All issues in core.catalogue_issues count, not only the published ones. If the source has removed the album, its newest
-- known name stays.
with albums_of_issues as (
    select albums.*
    from landing.albums as albums
    inner join core.catalogue_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join core.albums_in_scope as in_scope
        on albums.source = in_scope.source and albums.album_id = in_scope.album_id
),

newest as (
    select *
    from albums_of_issues
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
    from albums_of_issues
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
    newest.source,
    newest.album_id,
    newest_named.album_name,
    newest.album_type,
    newest.release_date,
    newest.release_date_precision,
    newest.total_tracks,
    newest.upc,
    newest.url
from newest
left join newest_named
    on newest.source = newest_named.source and newest.album_id = newest_named.album_id

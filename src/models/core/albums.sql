-- grain: one row per album of a source, with its newest data
-- materialized: album
-- All issues in core.catalogue_issues count, not only the published ones. If the source has removed the album, it gives
-- no name, date or artist; the newest known values stay.
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
),

newest_dated as (
    select *
    from albums_of_issues
    where release_date is not null
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

newest_led as (
    select *
    from albums_of_issues
    where lead_artist_id is not null and album_name is not null
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
    newest_dated.release_date,
    newest_dated.release_date_precision,
    newest.total_tracks,
    newest.upc,
    newest.url,
    coalesce(newest_named.album_key, '-') as album_key,
    newest_led.lead_artist_id
from newest
left join newest_named
    on newest.source = newest_named.source and newest.album_id = newest_named.album_id
left join newest_dated
    on newest.source = newest_dated.source and newest.album_id = newest_dated.album_id
left join newest_led
    on newest.source = newest_led.source and newest.album_id = newest_led.album_id

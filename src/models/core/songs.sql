-- grain: one row per song of a source, with its newest data
-- materialized: song
-- All issues in core.catalogue_issues count, not only the published ones. If the source has removed the song, it gives no
-- name, ISRC or relink and a length of 0; the newest known values stay.
with songs_of_issues as (
    select songs.*
    from landing.songs as songs
    inner join core.catalogue_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join core.songs_in_scope as in_scope
        on songs.source = in_scope.source and songs.song_id = in_scope.song_id
),

newest as (
    select *
    from songs_of_issues
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
    from songs_of_issues
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
    from songs_of_issues
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
    from songs_of_issues
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
    from songs_of_issues
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
    newest.source,
    newest.song_id,
    newest_named.song_name,
    coalesce(newest_named.title_key, newest.title_key) as title_key,
    coalesce(newest_named.variant_key, newest.variant_key) as variant_key,
    coalesce(newest_named.credit_key, newest.credit_key) as credit_key,
    newest_named.title_script,
    newest.album_id,
    newest_length.duration_ms,
    newest.explicit,
    newest_isrc.isrc,
    newest_relink.linked_from_id,
    newest.label,
    newest.popularity,
    newest.url
from newest
left join newest_named
    on newest.source = newest_named.source and newest.song_id = newest_named.song_id
left join newest_length
    on newest.source = newest_length.source and newest.song_id = newest_length.song_id
left join newest_isrc
    on newest.source = newest_isrc.source and newest.song_id = newest_isrc.song_id
left join newest_relink
    on newest.source = newest_relink.source and newest.song_id = newest_relink.song_id

-- grain: one row per artist and period in which its name stayed the same
-- column: valid_from, when the source first gave this name, UTC
-- column: valid_to, when the source first gave the next name, UTC; null for the current name
with seen as (
    select
        artists.*,
        row_number() over (
            partition by artists.source, artists.artist_id
            order by
                artists.fetched_at asc nulls last,
                artists.chart_date asc nulls last,
                artists.chart asc nulls last,
                artists.snapshot_id asc nulls last,
                artists.transform_version asc nulls last
        ) as seen_number
    from landing.artists as artists
    inner join core.catalogue_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
),

with_previous as (
    select
        *,
        lag(artist_name) over (partition by source, artist_id order by seen_number asc nulls last) as previous_artist_name
    from seen
),

changes as (
    select *
    from with_previous
    where seen_number = 1 or artist_name is distinct from previous_artist_name
)

select
    source,
    artist_id,
    artist_name,
    fetched_at as valid_from,
    lead(fetched_at) over (partition by source, artist_id order by seen_number asc nulls last) as valid_to
from changes

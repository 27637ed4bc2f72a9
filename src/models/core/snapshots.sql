-- grain: one row per snapshot of a chart date that may be published: complete, not empty, with all its rows in landing
-- materialized: chart
-- column: landed_entries, distinct positions of the snapshot in landing [entries]
-- column: is_repeated, landing contains some entries of the snapshot twice
-- Files of a snapshot arrive in any order, and some arrive twice. A snapshot counts once landing contains as many
-- distinct keys of every table as its row in chart_issues states. Of several versions that are complete the highest
-- counts. A file with many issues names a song only on the first issue with it, so each issue of such a file waits for
-- all the others of its chart.
with issues as (
    select
        whole.*,
        cast(row_number() over (
            order by
                whole.source asc nulls last,
                whole.chart asc nulls last,
                whole.chart_date asc nulls last,
                whole.snapshot_id asc nulls last,
                whole.transform_version asc nulls last
        ) as integer) as this_snapshot
    from (
        select landed.*
        from landing.chart_issues as landed
        inner join core.charts_in_scope as in_scope
            on landed.source = in_scope.source and landed.chart = in_scope.chart
        where landed.complete and landed.entry_count > 0
        qualify row_number() over (
            partition by landed.source, landed.chart, landed.chart_date, landed.snapshot_id, landed.transform_version
            order by landed.raw_key asc nulls last
        ) = 1
    ) as whole
),

-- Grouped by number: grouping by five text columns would take as long as everything else together.
arrived as (
    select
        issues.this_snapshot,
        count(distinct albums.album_id) as albums, 0 as artists, 0 as songs, 0 as credits, 0 as text_credits,
        0 as entries, 0 as entry_rows, 0 as rejects
    from landing.albums as albums
    inner join issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    group by 1
    union all
    select
        issues.this_snapshot,
        0, count(distinct artists.artist_id), 0, 0, 0,
        0, 0, 0
    from landing.artists as artists
    inner join issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    group by 1
    union all
    select
        issues.this_snapshot,
        0, 0, count(distinct songs.song_id), 0, 0,
        0, 0, 0
    from landing.songs as songs
    inner join issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    group by 1
    union all
    select
        issues.this_snapshot,
        0, 0, 0, count(distinct credits.song_id || ' ' || cast(credits.credit_position as varchar)), 0,
        0, 0, 0
    from landing.song_artists as credits
    inner join issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    group by 1
    union all
    select
        issues.this_snapshot,
        0, 0, 0, 0, count(distinct credits.song_id || ' ' || cast(credits.credit_number as varchar)),
        0, 0, 0
    from landing.text_credits as credits
    inner join issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    group by 1
    union all
    select
        issues.this_snapshot,
        0, 0, 0, 0, 0,
        count(distinct entries.position), count(*), 0
    from landing.chart_entries as entries
    inner join issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    group by 1
    union all
    select
        issues.this_snapshot,
        0, 0, 0, 0, 0,
        0, 0, count(distinct rejects.reject_number)
    from landing.rejects as rejects
    inner join issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    group by 1
),

counted as (
    select
        this_snapshot,
        sum(albums) as albums,
        sum(artists) as artists,
        sum(songs) as songs,
        sum(credits) as credits,
        sum(text_credits) as text_credits,
        sum(entries) as entries,
        sum(entry_rows) as entry_rows,
        sum(rejects) as rejects
    from arrived
    group by 1
),

partly_arrived as (
    select distinct issues.source, issues.chart, issues.snapshot_id, issues.transform_version
    from issues
    left join counted
        on issues.this_snapshot = counted.this_snapshot
    where
        coalesce(counted.albums, 0) < issues.album_count
        or coalesce(counted.artists, 0) < issues.artist_count
        or coalesce(counted.songs, 0) < issues.song_count
        or coalesce(counted.credits, 0) < issues.credit_count
        or coalesce(counted.text_credits, 0) < coalesce(issues.text_credit_count, 0)
        or coalesce(counted.entries, 0) < issues.entry_count
        or coalesce(counted.rejects, 0) < issues.reject_count
)

select
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.snapshot_id,
    issues.transform_version,
    issues.fetched_at,
    issues.chart_name,
    issues.chart_size,
    issues.expected_size,
    issues.scope,
    issues.market,
    issues.cadence,
    issues.weekdays,
    issues.identity,
    issues.complete,
    issues.source_version,
    issues.content_hash,
    issues.raw_key,
    issues.source_url,
    issues.credits_complete,
    issues.album_count,
    issues.artist_count,
    issues.song_count,
    issues.credit_count,
    issues.text_credit_count,
    issues.entry_count,
    issues.reject_count,
    cast(counted.entries as bigint) as landed_entries,
    counted.entry_rows > counted.entries as is_repeated
from issues
inner join counted
    on issues.this_snapshot = counted.this_snapshot
left join partly_arrived
    on
        issues.source = partly_arrived.source
        and issues.chart = partly_arrived.chart
        and issues.snapshot_id = partly_arrived.snapshot_id
        and issues.transform_version = partly_arrived.transform_version
where partly_arrived.snapshot_id is null
qualify row_number() over (
    partition by issues.source, issues.chart, issues.chart_date, issues.snapshot_id
    order by issues.transform_version desc nulls last
) = 1

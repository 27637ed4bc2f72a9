-- grain: one row per snapshot of a chart date that may win: complete, not empty, arrived whole
-- kept: chart
-- column: landed_entries, positions that landing holds of it [entries]
-- column: is_repeated, landing holds some of its entries twice
-- Files of a snapshot arrive in any order and some twice, so a snapshot counts only once landing holds as many
-- distinct keys of every table as its chart_issues row states. Of its whole versions the highest counts.
-- A file of many issues names a song where it first appears, so each of its issues waits for all of its chart.
with issues as (
    select
        i.*,
        cast(row_number() over (
            order by
                i.source asc nulls last,
                i.chart asc nulls last,
                i.chart_date asc nulls last,
                i.snapshot_id asc nulls last,
                i.transform_version asc nulls last
        ) as integer) as this_snapshot
    from (
        select l.*
        from landing.chart_issues as l
        inner join core.charts_in_scope as c
            on l.source = c.source and l.chart = c.chart
        where l.complete and l.entry_count > 0
        qualify row_number() over (
            partition by l.source, l.chart, l.chart_date, l.snapshot_id, l.transform_version
            order by l.raw_key asc nulls last
        ) = 1
    ) as i
),

-- Counted by number: to group by five names would cost as much as all the rest.
arrived as (
    select
        i.this_snapshot,
        count(distinct l.album_id) as albums, 0 as artists, 0 as songs, 0 as credits,
        0 as entries, 0 as entry_rows, 0 as rejects
    from landing.albums as l
    inner join issues as i
        on
            l.source = i.source
            and l.chart = i.chart
            and l.chart_date = i.chart_date
            and l.snapshot_id = i.snapshot_id
            and l.transform_version = i.transform_version
    group by 1
    union all
    select
        i.this_snapshot,
        0, count(distinct l.artist_id), 0, 0,
        0, 0, 0
    from landing.artists as l
    inner join issues as i
        on
            l.source = i.source
            and l.chart = i.chart
            and l.chart_date = i.chart_date
            and l.snapshot_id = i.snapshot_id
            and l.transform_version = i.transform_version
    group by 1
    union all
    select
        i.this_snapshot,
        0, 0, count(distinct l.song_id), 0,
        0, 0, 0
    from landing.songs as l
    inner join issues as i
        on
            l.source = i.source
            and l.chart = i.chart
            and l.chart_date = i.chart_date
            and l.snapshot_id = i.snapshot_id
            and l.transform_version = i.transform_version
    group by 1
    union all
    select
        i.this_snapshot,
        0, 0, 0, count(distinct l.song_id || ' ' || cast(l.credit_position as varchar)),
        0, 0, 0
    from landing.song_artists as l
    inner join issues as i
        on
            l.source = i.source
            and l.chart = i.chart
            and l.chart_date = i.chart_date
            and l.snapshot_id = i.snapshot_id
            and l.transform_version = i.transform_version
    group by 1
    union all
    select
        i.this_snapshot,
        0, 0, 0, 0,
        count(distinct l.position), count(*), 0
    from landing.chart_entries as l
    inner join issues as i
        on
            l.source = i.source
            and l.chart = i.chart
            and l.chart_date = i.chart_date
            and l.snapshot_id = i.snapshot_id
            and l.transform_version = i.transform_version
    group by 1
    union all
    select
        i.this_snapshot,
        0, 0, 0, 0,
        0, 0, count(distinct l.reject_number)
    from landing.rejects as l
    inner join issues as i
        on
            l.source = i.source
            and l.chart = i.chart
            and l.chart_date = i.chart_date
            and l.snapshot_id = i.snapshot_id
            and l.transform_version = i.transform_version
    group by 1
),

counted as (
    select
        this_snapshot,
        sum(albums) as albums,
        sum(artists) as artists,
        sum(songs) as songs,
        sum(credits) as credits,
        sum(entries) as entries,
        sum(entry_rows) as entry_rows,
        sum(rejects) as rejects
    from arrived
    group by 1
),

partly_arrived as (
    select distinct i.source, i.chart, i.snapshot_id, i.transform_version
    from issues as i
    left join counted as n
        on i.this_snapshot = n.this_snapshot
    where
        coalesce(n.albums, 0) < i.album_count
        or coalesce(n.artists, 0) < i.artist_count
        or coalesce(n.songs, 0) < i.song_count
        or coalesce(n.credits, 0) < i.credit_count
        or coalesce(n.entries, 0) < i.entry_count
        or coalesce(n.rejects, 0) < i.reject_count
)

select
    i.source,
    i.chart,
    i.chart_date,
    i.snapshot_id,
    i.transform_version,
    i.fetched_at,
    i.chart_name,
    i.chart_size,
    i.expected_size,
    i.scope,
    i.market,
    i.cadence,
    i.weekdays,
    i.identity,
    i.complete,
    i.source_version,
    i.content_hash,
    i.raw_key,
    i.source_url,
    i.credits_complete,
    i.album_count,
    i.artist_count,
    i.song_count,
    i.credit_count,
    i.entry_count,
    i.reject_count,
    cast(n.entries as bigint) as landed_entries,
    n.entry_rows > n.entries as is_repeated
from issues as i
inner join counted as n
    on i.this_snapshot = n.this_snapshot
left join partly_arrived as p
    on
        i.source = p.source
        and i.chart = p.chart
        and i.snapshot_id = p.snapshot_id
        and i.transform_version = p.transform_version
where p.snapshot_id is null
qualify row_number() over (
    partition by i.source, i.chart, i.chart_date, i.snapshot_id
    order by i.transform_version desc nulls last
) = 1

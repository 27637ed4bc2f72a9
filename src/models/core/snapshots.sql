-- grain: one row per snapshot of a chart date that may win: complete, not empty, arrived whole
-- kept: chart
-- column: landed_entries, positions that landing holds of it [entries]
-- column: is_repeated, landing holds some of its entries twice
-- Files of a snapshot arrive in any order and some twice, so a snapshot counts only once landing holds as many
-- distinct keys of every table as its chart_issues row states. Of its whole versions the highest counts.
-- A file of many issues names a song where it first appears, so each of its issues waits for all of its chart.
with issues as (
    select i.*
    from landing.chart_issues as i
    inner join core.charts_in_scope as c
        on i.source = c.source and i.chart = c.chart
    where i.complete and i.entry_count > 0
    qualify row_number() over (
        partition by i.source, i.chart, i.chart_date, i.snapshot_id, i.transform_version
        order by i.raw_key asc nulls last
    ) = 1
),

arrived as (
    select
        source, chart, chart_date, snapshot_id, transform_version,
        count(distinct album_id) as albums, 0 as artists, 0 as songs, 0 as credits, 0 as entries, 0 as entry_rows,
        0 as rejects
    from landing.albums as l
    where exists (select 1 from core.charts_in_scope as c where c.source = l.source and c.chart = l.chart)
    group by 1, 2, 3, 4, 5
    union all
    select
        source, chart, chart_date, snapshot_id, transform_version,
        0, count(distinct artist_id), 0, 0, 0, 0, 0
    from landing.artists as l
    where exists (select 1 from core.charts_in_scope as c where c.source = l.source and c.chart = l.chart)
    group by 1, 2, 3, 4, 5
    union all
    select
        source, chart, chart_date, snapshot_id, transform_version,
        0, 0, count(distinct song_id), 0, 0, 0, 0
    from landing.songs as l
    where exists (select 1 from core.charts_in_scope as c where c.source = l.source and c.chart = l.chart)
    group by 1, 2, 3, 4, 5
    union all
    select
        source, chart, chart_date, snapshot_id, transform_version,
        0, 0, 0, count(distinct song_id || ' ' || cast(credit_position as varchar)), 0, 0, 0
    from landing.song_artists as l
    where exists (select 1 from core.charts_in_scope as c where c.source = l.source and c.chart = l.chart)
    group by 1, 2, 3, 4, 5
    union all
    select
        source, chart, chart_date, snapshot_id, transform_version,
        0, 0, 0, 0, count(distinct position), count(position), 0
    from landing.chart_entries as l
    where exists (select 1 from core.charts_in_scope as c where c.source = l.source and c.chart = l.chart)
    group by 1, 2, 3, 4, 5
    union all
    select
        source, chart, chart_date, snapshot_id, transform_version,
        0, 0, 0, 0, 0, 0, count(distinct reject_number)
    from landing.rejects as l
    where exists (select 1 from core.charts_in_scope as c where c.source = l.source and c.chart = l.chart)
    group by 1, 2, 3, 4, 5
),

counted as (
    select
        a.source, a.chart, a.chart_date, a.snapshot_id, a.transform_version,
        sum(a.albums) as albums,
        sum(a.artists) as artists,
        sum(a.songs) as songs,
        sum(a.credits) as credits,
        sum(a.entries) as entries,
        sum(a.entry_rows) as entry_rows,
        sum(a.rejects) as rejects
    from arrived as a
    group by 1, 2, 3, 4, 5
),

partly_arrived as (
    select distinct i.source, i.chart, i.snapshot_id, i.transform_version
    from issues as i
    left join counted as n
        on
            i.source = n.source
            and i.chart = n.chart
            and i.chart_date = n.chart_date
            and i.snapshot_id = n.snapshot_id
            and i.transform_version = n.transform_version
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
    on
        i.source = n.source
        and i.chart = n.chart
        and i.chart_date = n.chart_date
        and i.snapshot_id = n.snapshot_id
        and i.transform_version = n.transform_version
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

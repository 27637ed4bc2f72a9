-- grain: one row per snapshot of a chart date that may be published: complete, not empty, with all its rows in landing
-- materialized: issue
-- column: landed_entries, distinct pairs of position and song of the snapshot in landing [entries]
-- column: landed_positions, positions of the snapshot that have an entry in landing [positions]
-- column: tied_positions, positions of the snapshot that have several songs in landing [positions]
-- column: is_repeated, landing contains some entries of the snapshot twice
-- A curated file arrives whole or not at all. The files of a snapshot arrive in any order, and some arrive twice. A
-- snapshot counts once landing contains as many distinct keys of every table as its row in chart_issues states. Of
-- several versions that are complete the highest counts. A file with many issues names a song only on the first issue
-- with it, so the issues of such a file also wait until every table with rows of its chart has arrived. From then on an
-- issue that lacks a row is left out by itself, and the check entry_without_song finds the issues that need a song of it.
-- A chart of the source listens is counted from plays. Each import counts all its plays again, so only the newest count is
-- used, whole: its dates and positions replace those of the counts before it.
-- Name, scope, market and calendar of a chart are those of its newest configuration.
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
        ) as integer) as this_snapshot,
        cast(dense_rank() over (
            order by
                whole.source asc nulls last,
                whole.chart asc nulls last,
                whole.raw_key asc nulls last,
                whole.transform_version asc nulls last
        ) as integer) as this_file
    from (
        select landed.*
        from landing.chart_issues as landed
        inner join core.charts_in_scope as in_scope
            on
                landed.source = in_scope.source
                and landed.chart = in_scope.chart
                and landed.chart_date >= in_scope.changed_from
        where
            landed.complete
            and landed.entry_count > 0
            and not exists (
                select 1
                from core.purged_snapshots as purged
                where
                    purged.source = landed.source
                    and purged.chart = landed.chart
                    and purged.chart_date = landed.chart_date
                    and purged.snapshot_id = landed.snapshot_id
                    and purged.transform_version = landed.transform_version
            )
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
        0 as positions, 0 as entry_rows, 0 as rejects
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

totals as (
    select
        this_snapshot,
        sum(albums) as albums,
        sum(artists) as artists,
        sum(songs) as songs,
        sum(credits) as credits,
        sum(text_credits) as text_credits,
        sum(positions) as positions,
        sum(entry_rows) as entry_rows,
        sum(rejects) as rejects
    from arrived
    group by 1
),

-- More rows than positions: songs tie, or rows arrived twice. Only such snapshots need a look at the songs.
songs_at_positions as (
    select
        crowded.this_snapshot,
        entries.position,
        count(distinct entries.song_id) as songs
    from landing.chart_entries as entries
    inner join (
        select issues.*
        from issues
        inner join totals
            on issues.this_snapshot = totals.this_snapshot
        where totals.entry_rows > totals.positions
    ) as crowded
        using (source, chart, chart_date, snapshot_id, transform_version)
    group by 1, 2
),

with_next_positions as (
    select
        songs_at_positions.*,
        lead(songs_at_positions.position, 1, issues.chart_size + 1) over (
            partition by songs_at_positions.this_snapshot order by songs_at_positions.position asc nulls last
        ) as next_position
    from songs_at_positions
    inner join issues
        on songs_at_positions.this_snapshot = issues.this_snapshot
),

crowds as (
    select
        this_snapshot,
        sum(songs) as entries,
        sum(case when songs < next_position - position then songs else next_position - position end) as filled_positions,
        sum(case when songs > 1 then 1 else 0 end) as tied_positions
    from with_next_positions
    group by 1
),

counted as (
    select
        totals.*,
        coalesce(crowds.entries, totals.positions) as entries,
        coalesce(crowds.filled_positions, totals.positions) as filled_positions,
        coalesce(crowds.tied_positions, 0) as tied_positions
    from totals
    left join crowds
        on totals.this_snapshot = crowds.this_snapshot
),

waiting_files as (
    select issues.this_file
    from issues
    left join counted
        on issues.this_snapshot = counted.this_snapshot
    group by 1
    having
        (sum(issues.album_count) > 0 and sum(coalesce(counted.albums, 0)) = 0)
        or (sum(issues.artist_count) > 0 and sum(coalesce(counted.artists, 0)) = 0)
        or (sum(issues.song_count) > 0 and sum(coalesce(counted.songs, 0)) = 0)
        or (sum(issues.credit_count) > 0 and sum(coalesce(counted.credits, 0)) = 0)
        or (sum(coalesce(issues.text_credit_count, 0)) > 0 and sum(coalesce(counted.text_credits, 0)) = 0)
        or (sum(issues.entry_count) > 0 and sum(coalesce(counted.entries, 0)) = 0)
        or (sum(issues.reject_count) > 0 and sum(coalesce(counted.rejects, 0)) = 0)
),

eligible as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.snapshot_id,
        issues.transform_version,
        issues.fetched_at,
        coalesce(settings.chart_name, issues.chart_name) as chart_name,
        issues.chart_size,
        issues.expected_size,
        coalesce(settings.scope, issues.scope) as scope,
        case when settings.scope is null then issues.market else settings.market end as market,
        coalesce(settings.cadence, issues.cadence) as cadence,
        case when settings.cadence is null then issues.weekdays else settings.weekdays end as weekdays,
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
        cast(counted.positions as bigint) as landed_positions,
        -- Plays are counted whole: a position that no song reached is known to be empty, and hides none.
        case
            when issues.source = 'listens' then cast(issues.chart_size as bigint)
            else cast(counted.filled_positions as bigint)
        end as filled_positions,
        cast(counted.tied_positions as bigint) as tied_positions,
        counted.entry_rows > counted.entries as is_repeated,
        issues.source = 'listens' as counts_plays
    from issues
    inner join counted
        on issues.this_snapshot = counted.this_snapshot
    left join core.chart_settings as settings
        on issues.source = settings.source and issues.chart = settings.chart
    where
        counted.albums >= issues.album_count
        and counted.artists >= issues.artist_count
        and counted.songs >= issues.song_count
        and counted.credits >= issues.credit_count
        and counted.text_credits >= coalesce(issues.text_credit_count, 0)
        and counted.entries >= issues.entry_count
        and counted.rejects >= issues.reject_count
        and not exists (select 1 from waiting_files where waiting_files.this_file = issues.this_file)
    qualify row_number() over (
        partition by issues.source, issues.chart, issues.chart_date, issues.snapshot_id
        order by issues.transform_version desc nulls last
    ) = 1
)

select *
from eligible
qualify
    not counts_plays
    or dense_rank() over (
        partition by source, chart
        order by fetched_at desc nulls last, snapshot_id desc nulls last, transform_version desc nulls last
    ) = 1

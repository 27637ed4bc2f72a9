-- grain: one row per snapshot in which more than a tenth of the rows name no song
-- level: error
-- scope: issue
-- rule: at most a tenth of the rows of an issue name no song
with unnamed as (
    select
        rejects.source,
        rejects.chart,
        rejects.chart_date,
        rejects.snapshot_id,
        rejects.transform_version,
        count(distinct rejects.reject_number) as unnamed_rows
    from landing.rejects as rejects
    inner join core.charts_in_scope as in_scope
        on
            rejects.source = in_scope.source
            and rejects.chart = in_scope.chart
            and rejects.chart_date >= in_scope.changed_from
    where rejects.reason = 'no_song'
    group by 1, 2, 3, 4, 5
)

select
    snapshots.source,
    snapshots.chart,
    snapshots.chart_date,
    snapshots.snapshot_id,
    snapshots.transform_version,
    cast(unnamed.unnamed_rows as varchar) || ' of ' || cast(snapshots.landed_entries + snapshots.reject_count as varchar)
    || ' rows name no song' as detail
from core.snapshots as snapshots
inner join unnamed
    using (source, chart, chart_date, snapshot_id, transform_version)
where 10 * unnamed.unnamed_rows > snapshots.landed_entries + snapshots.reject_count

-- grain: one row per chart date: the best snapshot, whether or not it fails a check
-- materialized: issue
-- column: previous_date, chart date before this one; null for the first
-- column: landed_entries, as in core.snapshots
-- The newest snapshot is the best, unless it has fewer than half the entries of the date's largest snapshot. No check has
-- a say here, so that checks may compare the best snapshots of two dates.
with sized as (
    select
        snapshots.source,
        snapshots.chart,
        snapshots.chart_date,
        snapshots.snapshot_id,
        snapshots.transform_version,
        snapshots.fetched_at,
        snapshots.entry_count,
        snapshots.landed_entries,
        in_scope.changed_from,
        max(snapshots.entry_count) over (
            partition by snapshots.source, snapshots.chart, snapshots.chart_date
        ) as largest_entry_count
    from core.snapshots as snapshots
    inner join core.charts_in_scope as in_scope
        on snapshots.source = in_scope.source and snapshots.chart = in_scope.chart
),

chosen as (
    select *
    from sized
    qualify row_number() over (
        partition by source, chart, chart_date
        order by
            case when 2 * entry_count >= largest_entry_count then 0 else 1 end asc nulls last,
            fetched_at desc nulls last,
            snapshot_id desc nulls last
    ) = 1
),

in_order as (
    select
        *,
        lag(chart_date) over (partition by source, chart order by chart_date asc nulls last) as previous_date
    from chosen
)

select
    source,
    chart,
    chart_date,
    snapshot_id,
    transform_version,
    landed_entries,
    previous_date
from in_order
where chart_date >= changed_from

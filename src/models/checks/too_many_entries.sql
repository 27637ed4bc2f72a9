-- grain: one row per snapshot with entries at more positions than its chart has
-- level: error
-- scope: issue
-- rule: an issue has entries at no more positions than its chart has
-- Songs that tie share a position, so an issue may have more entries than positions.
select
    snapshots.source,
    snapshots.chart,
    snapshots.chart_date,
    snapshots.snapshot_id,
    snapshots.transform_version,
    cast(snapshots.landed_positions as varchar) || ' entries on a chart of ' || cast(snapshots.chart_size as varchar) as detail
from core.snapshots as snapshots
inner join core.charts_in_scope as in_scope
    on
        snapshots.source = in_scope.source
        and snapshots.chart = in_scope.chart
        and snapshots.chart_date >= in_scope.changed_from
where snapshots.landed_positions > snapshots.chart_size

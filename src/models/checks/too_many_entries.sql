-- grain: one row per snapshot with more entries than its chart has positions
-- level: error
-- scope: issue
-- rule: an issue has no more entries than its chart has positions
select
    snapshots.source,
    snapshots.chart,
    snapshots.chart_date,
    snapshots.snapshot_id,
    snapshots.transform_version,
    cast(snapshots.landed_entries as varchar) || ' entries on a chart of ' || cast(snapshots.chart_size as varchar) as detail
from core.snapshots as snapshots
inner join core.charts_in_scope as in_scope
    on snapshots.source = in_scope.source and snapshots.chart = in_scope.chart
where snapshots.landed_entries > snapshots.chart_size

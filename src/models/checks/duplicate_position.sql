-- grain: one row per item that was rejected because its position was taken
-- level: error
-- scope: issue
-- rule: no two items of an issue have the same position
select distinct
    snapshots.source,
    snapshots.chart,
    snapshots.chart_date,
    snapshots.snapshot_id,
    snapshots.transform_version,
    'item ' || cast(rejects.reject_number as varchar) || ' of the rejects: ' || coalesce(rejects.detail, 'its position is taken') as detail
from core.snapshots as snapshots
inner join landing.rejects as rejects
    using (source, chart, chart_date, snapshot_id, transform_version)
inner join core.charts_in_scope as in_scope
    on snapshots.source = in_scope.source and snapshots.chart = in_scope.chart
where rejects.reason = 'duplicate_position'

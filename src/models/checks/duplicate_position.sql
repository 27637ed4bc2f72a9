-- grain: one row per item that was rejected because its position was taken
-- level: error
-- scope: issue
-- rule: no two items of an issue stand on one position
select distinct
    snapshots.source,
    snapshots.chart,
    snapshots.chart_date,
    snapshots.snapshot_id,
    snapshots.transform_version,
    'item ' || cast(rejects.reject_number as varchar) || ' of the rejects: ' || coalesce(rejects.detail, 'its position is taken') as detail
from core.snapshots as snapshots
inner join core.charts_in_scope as in_scope
    on snapshots.source = in_scope.source and snapshots.chart = in_scope.chart
inner join landing.rejects as rejects
    on
        snapshots.source = rejects.source
        and snapshots.chart = rejects.chart
        and snapshots.chart_date = rejects.chart_date
        and snapshots.snapshot_id = rejects.snapshot_id
        and snapshots.transform_version = rejects.transform_version
where rejects.reason = 'duplicate_position'

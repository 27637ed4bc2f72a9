-- grain: one row per item that was rejected because its position was taken
-- level: error
-- scope: issue
-- rule: no two items of an issue stand on one position
select distinct
    s.source,
    s.chart,
    s.chart_date,
    s.snapshot_id,
    s.transform_version,
    'item ' || cast(r.reject_number as varchar) || ' of the rejects: ' || coalesce(r.detail, 'its position is taken') as detail
from core.snapshots as s
inner join core.charts_in_scope as c
    on s.source = c.source and s.chart = c.chart
inner join landing.rejects as r
    on
        s.source = r.source
        and s.chart = r.chart
        and s.chart_date = r.chart_date
        and s.snapshot_id = r.snapshot_id
        and s.transform_version = r.transform_version
where r.reason = 'duplicate_position'

-- grain: one row per snapshot with more entries than its chart has positions
-- level: error
-- scope: issue
-- rule: an issue has no more entries than its chart has positions
select
    s.source,
    s.chart,
    s.chart_date,
    s.snapshot_id,
    s.transform_version,
    cast(s.landed_entries as varchar) || ' entries on a chart of ' || cast(s.chart_size as varchar) as detail
from core.snapshots as s
inner join core.charts_in_scope as c
    on s.source = c.source and s.chart = c.chart
where s.landed_entries > s.chart_size

-- grain: one row per published issue of which more than a tenth was rejected
-- level: warn
-- scope: issue
-- rule: at most a tenth of the items of an issue is rejected
select
    i.source,
    i.chart,
    i.chart_date,
    i.snapshot_id,
    i.transform_version,
    cast(i.reject_count as varchar) || ' of ' || cast(i.entry_count + i.reject_count as varchar) || ' items were rejected' as detail
from core.published_issues as i
inner join core.charts_in_scope as c
    on i.source = c.source and i.chart = c.chart
where 10 * i.reject_count > i.entry_count + i.reject_count

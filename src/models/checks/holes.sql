-- grain: one row per published issue with positions that hold no entry
-- level: warn
-- scope: issue
-- rule: every position of an issue holds an entry
select
    i.source,
    i.chart,
    i.chart_date,
    i.snapshot_id,
    i.transform_version,
    cast(i.chart_size - i.entry_count as varchar) || ' of ' || cast(i.chart_size as varchar) || ' positions hold no entry' as detail
from core.published_issues as i
inner join core.charts_in_scope as c
    on i.source = c.source and i.chart = c.chart
where i.entry_count < i.chart_size

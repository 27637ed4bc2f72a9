-- grain: one row per published issue of another size than before or than configured
-- level: warn
-- scope: issue
-- rule: an issue has the size of the previous one, and the one that is configured
select
    i.source,
    i.chart,
    i.chart_date,
    i.snapshot_id,
    i.transform_version,
    case
        when i.chart_size <> i.previous_size
            then cast(i.chart_size as varchar) || ' positions, ' || cast(i.previous_size as varchar) || ' in the previous issue'
        else cast(i.chart_size as varchar) || ' positions, ' || cast(i.expected_size as varchar) || ' expected'
    end as detail
from core.published_issues as i
inner join core.charts_in_scope as c
    on i.source = c.source and i.chart = c.chart
where i.chart_size <> i.previous_size or i.chart_size <> i.expected_size

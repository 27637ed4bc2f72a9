-- grain: one row per published issue of another size than before or than configured
-- level: warn
-- scope: issue
-- rule: an issue has the size of the previous one, and the one that is configured
select
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.snapshot_id,
    issues.transform_version,
    case
        when issues.chart_size <> issues.previous_size
            then cast(issues.chart_size as varchar) || ' positions, ' || cast(issues.previous_size as varchar) || ' in the previous issue'
        else cast(issues.chart_size as varchar) || ' positions, ' || cast(issues.expected_size as varchar) || ' expected'
    end as detail
from core.published_issues as issues
inner join core.charts_in_scope as in_scope
    on issues.source = in_scope.source and issues.chart = in_scope.chart
where issues.chart_size <> issues.previous_size or issues.chart_size <> issues.expected_size

-- grain: one row per published issue whose size differs from the previous issue or from the configuration
-- level: warn
-- scope: issue
-- rule: an issue has the same size as the previous issue, and the configured size
-- How many songs a person played varies, so charts that are counted from plays may have any size.
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
where
    not issues.counts_plays
    and (issues.chart_size <> issues.previous_size or issues.chart_size <> issues.expected_size)

-- grain: one row per published issue with more than a tenth of its items rejected
-- level: warn
-- scope: issue
-- rule: at most a tenth of the items of an issue is rejected
select
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.snapshot_id,
    issues.transform_version,
    cast(issues.reject_count as varchar) || ' of ' || cast(issues.entry_count + issues.reject_count as varchar) || ' items were rejected' as detail
from core.published_issues as issues
inner join core.charts_in_scope as in_scope
    on issues.source = in_scope.source and issues.chart = in_scope.chart
where 10 * issues.reject_count > issues.entry_count + issues.reject_count

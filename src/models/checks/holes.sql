-- grain: one row per published issue with positions that have no entry
-- level: warn
-- scope: issue
-- rule: every position of an issue has an entry
-- Songs that are missing from such an issue may have been at one of these positions.
select
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.snapshot_id,
    issues.transform_version,
    cast(issues.chart_size - issues.filled_positions as varchar) || ' of ' || cast(issues.chart_size as varchar) || ' positions hold no entry' as detail
from core.published_issues as issues
inner join core.charts_in_scope as in_scope
    on issues.source = in_scope.source and issues.chart = in_scope.chart
where issues.filled_positions < issues.chart_size

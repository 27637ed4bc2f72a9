-- grain: one row per chart that has a published issue
-- materialized: chart
-- column: scope, global, market or other, in the newest issue
-- column: first_date, first observed issue
-- column: last_date, newest observed issue
-- column: issues, observed issues of the chart [issues]
-- column: expected_issues, issues that the calendar expected from the first to the newest observed issue, including both [issues]
select
    issues.source,
    issues.chart,
    issues.scope,
    min(issues.chart_date) over (partition by issues.source, issues.chart) as first_date,
    issues.chart_date as last_date,
    issues.issue_number as issues,
    issues.expected_issues
from core.published_issues as issues
inner join core.charts_in_scope as in_scope
    on issues.source = in_scope.source and issues.chart = in_scope.chart
qualify row_number() over (partition by issues.source, issues.chart order by issues.chart_date desc nulls last) = 1

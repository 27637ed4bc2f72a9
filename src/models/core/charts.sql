-- grain: one row per chart that has a published issue
-- kept: chart
-- column: scope, of its newest issue: global, market or other
-- column: first_date, first observed issue
-- column: last_date, newest issue
-- column: issues, observed issues [issues]
-- column: expected_issues, issues that the calendar expected from the first to the newest, both included [issues]
select
    i.source,
    i.chart,
    i.scope,
    min(i.chart_date) over (partition by i.source, i.chart) as first_date,
    i.chart_date as last_date,
    i.issue_number as issues,
    i.expected_issues
from core.published_issues as i
inner join core.charts_in_scope as c
    on i.source = c.source and i.chart = c.chart
qualify row_number() over (partition by i.source, i.chart order by i.chart_date desc nulls last) = 1

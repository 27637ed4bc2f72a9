-- grain: one row per reign: consecutive observed issues of a chart with the same recording at no. 1
-- kept: chart
-- column: first_date, first issue of the reign
-- column: last_date, last issue of the reign
-- column: first_issue_number, which observed issue of the chart that is [issue]
-- column: last_issue_number, which observed issue of the chart that is [issue]
with leaders as (
    select
        h.source,
        h.chart,
        h.recording_id,
        h.chart_date,
        h.issue_number,
        h.issue_number - row_number() over (
            partition by h.source, h.chart, h.recording_id order by h.issue_number asc nulls last
        ) as island
    from core.chart_history as h
    inner join core.charts_in_scope as c
        on h.source = c.source and h.chart = c.chart
    where h.position = 1
)

select
    source,
    chart,
    recording_id,
    min(chart_date) as first_date,
    max(chart_date) as last_date,
    min(issue_number) as first_issue_number,
    max(issue_number) as last_issue_number
from leaders
group by source, chart, recording_id, island

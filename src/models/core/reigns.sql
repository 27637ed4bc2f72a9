-- grain: one row per reign: consecutive observed issues of a chart with the same recording at no. 1
-- materialized: chart
-- column: first_date, first issue of the reign
-- column: last_date, last issue of the reign
-- column: issues, issues of the reign; one without an entry at no. 1 does not end a reign, and does not count [issues]
-- Two songs that tie at no. 1 reign together.
with leaders as (
    select
        history.source,
        history.chart,
        history.recording_id,
        history.run_number,
        history.chart_date,
        history.issue_number,
        dense_rank() over (
            partition by history.source, history.chart order by history.issue_number asc nulls last
        ) - row_number() over (
            partition by
                history.source,
                history.chart,
                history.recording_id order by history.issue_number asc nulls last
        ) as island
    from core.chart_history as history
    inner join core.charts_in_scope as in_scope
        on history.source = in_scope.source and history.chart = in_scope.chart
    where history.position = 1 and history.is_best
)

select
    source,
    chart,
    recording_id,
    min(chart_date) as first_date,
    max(chart_date) as last_date,
    min(issue_number) as first_issue_number,
    max(issue_number) as last_issue_number,
    count(*) as issues,
    -- A song does not leave the chart within a reign.
    max(run_number) as run_number
from leaders
group by source, chart, recording_id, island

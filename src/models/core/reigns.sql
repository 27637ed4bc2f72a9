-- grain: one row per reign: consecutive observed issues of a chart with the same recording at no. 1
-- materialized: chart
-- column: first_date, first issue of the reign
-- column: last_date, last issue of the reign
-- column: issues, issues of the reign; one without an entry at no. 1 does not end a reign, and does not count [issues]
-- Two songs that tie at no. 1 reign together.
with leaders as (
    select
        entries.source,
        entries.chart,
        entries.recording_id,
        entries.run_number,
        entries.chart_date,
        entries.issue_number,
        dense_rank() over (
            partition by entries.source, entries.chart order by entries.issue_number asc nulls last
        ) - row_number() over (
            partition by
                entries.source,
                entries.chart,
                entries.recording_id order by entries.issue_number asc nulls last
        ) as island
    from core.notable_entries as entries
    inner join core.charts_in_scope as in_scope
        on entries.source = in_scope.source and entries.chart = in_scope.chart
    where entries.position = 1
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

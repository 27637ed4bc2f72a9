-- grain: one row per chart
-- key: chart_key
-- column: chart_name, name of the chart in its newest issue
-- column: chart_size, positions of its newest issue [positions]
-- column: observed_issues, observed issues of the chart from the first to the newest [issues]
-- column: coverage, observed divided by expected issues; below 1 counts over the chart are lower bounds
with newest as (
    select *
    from core.published_issues
    qualify row_number() over (partition by source, chart order by chart_date desc nulls last) = 1
),

spans as (
    select
        source,
        chart,
        min(chart_date) as first_date,
        count(*) as observed_issues
    from core.published_issues
    group by 1, 2
)

select
    newest.source || '/' || newest.chart as chart_key,
    newest.source,
    newest.chart,
    newest.chart_name,
    newest.chart_size,
    newest.scope,
    newest.market,
    newest.cadence,
    newest.weekdays,
    spans.first_date,
    newest.chart_date as last_date,
    cast(spans.observed_issues as bigint) as observed_issues,
    cast(newest.expected_issues as bigint) as expected_issues,
    cast(spans.observed_issues as double) / nullif(newest.expected_issues, 0) as coverage
from newest
inner join spans
    on newest.source = spans.source and newest.chart = spans.chart

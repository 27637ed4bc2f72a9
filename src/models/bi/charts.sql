-- grain: one row per chart
-- key: chart_key
-- column: chart_key, source/chart, the name that --chart takes
-- column: source, chart source, e.g. simulator, spotify, deezer
-- column: chart, slug of the chart, stable for ever
-- column: chart_name, name of the chart in its newest issue
-- column: chart_size, positions of its newest issue [positions]
-- column: scope, global, market or other
-- column: market, ISO 3166 country, lower case
-- column: cadence, daily or weekly
-- column: weekdays, ISO weekdays on which the chart appears, e.g. 5 or 12345; null: every day
-- column: first_date, first observed issue
-- column: last_date, newest observed issue
-- column: observed_issues, issues that were observed [issues]
-- column: expected_issues, issues that its calendar expected from the first to the newest [issues]
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
    n.source || '/' || n.chart as chart_key,
    n.source,
    n.chart,
    n.chart_name,
    n.chart_size,
    n.scope,
    n.market,
    n.cadence,
    n.weekdays,
    s.first_date,
    n.chart_date as last_date,
    cast(s.observed_issues as bigint) as observed_issues,
    cast(n.expected_issues as bigint) as expected_issues,
    cast(s.observed_issues as double) / nullif(n.expected_issues, 0) as coverage
from newest as n
inner join spans as s
    on n.source = s.source and n.chart = s.chart

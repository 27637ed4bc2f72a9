-- grain: one row per date of an issue of the chosen charts, with the chart year that it belongs to
-- column: chart_year, the calendar year in which the chart year ends
-- A chart year begins on the day :chart_year, as MM-DD. It is named for its end.
with dates as (
    select distinct issues.chart_date
    from core.published_issues as issues
    inner join chosen_charts
        on issues.source = chosen_charts.source and issues.chart = chosen_charts.chart
),

days as (
    select
        chart_date,
        cast(extract(year from chart_date) as integer) as calendar_year,
        lpad(cast(extract(month from chart_date) as varchar), 2, '0') || '-'
        || lpad(cast(extract(day from chart_date) as varchar), 2, '0') as month_and_day
    from dates
)

select
    chart_date,
    calendar_year + case when :chart_year > '01-01' and month_and_day >= :chart_year then 1 else 0 end as chart_year
from days

-- grain: one row per chart that a question adds up: the chart :chart, or all charts in totals of the source :source
select
    charts.source,
    charts.chart
from core.charts as charts
where charts.source = :source and charts.chart = :chart
union all
select
    charts_in_totals.source,
    charts_in_totals.chart
from core.charts_in_totals as charts_in_totals
where cast(:chart as varchar) is null and charts_in_totals.source = :source

-- grain: one row per chart that counts in totals over all charts of its source
-- A global chart already sums up the charts of the markets. If a source has charts of markets, its global charts would
-- count the same streams twice.
select
    charts.source,
    charts.chart
from core.charts as charts
where
    charts.scope <> 'global'
    or not exists (select 1 from core.charts as markets where markets.source = charts.source and markets.scope = 'market')

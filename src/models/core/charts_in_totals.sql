-- grain: one row per chart that counts in totals over all charts of its source
-- A global chart adds up what is on the charts of markets: where there are such charts, it would count twice.
select
    charts.source,
    charts.chart
from core.charts as charts
where
    charts.scope <> 'global'
    or not exists (select 1 from core.charts as markets where markets.source = charts.source and markets.scope = 'market')

-- grain: one row per chart that counts in totals over all charts of its source
-- A global chart adds up what is on the charts of markets: where there are such charts, it would count twice.
select
    c.source,
    c.chart
from core.charts as c
where
    c.scope <> 'global'
    or not exists (select 1 from core.charts as m where m.source = c.source and m.scope = 'market')

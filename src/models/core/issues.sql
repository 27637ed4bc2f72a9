-- grain: one row per chart date: the snapshot that wins it, published or not
select * exclude (standing)
from core.chart_dates
where standing = 'winner'

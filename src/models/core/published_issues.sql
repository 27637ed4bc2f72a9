-- grain: one row per chart date that is published; all models of charts, songs and records are based on these
select * exclude (standing)
from core.chart_dates
where standing = 'published'

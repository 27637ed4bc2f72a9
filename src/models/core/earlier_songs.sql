-- grain: one row per song of a chart on the issues that a load recomputes, with its dates on the issues before
-- materialized: scope
-- As a view: none, because every issue is recomputed. A warehouse that updates models chart by chart keeps here the songs
-- that are on these issues, or were; without dates if they are on none of the issues before.
select
    source,
    chart,
    song_id,
    chart_date as first_date,
    chart_date as last_date
from landing.chart_entries
where 1 = 0

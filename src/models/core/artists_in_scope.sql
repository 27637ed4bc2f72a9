-- grain: one row per artist that a load recomputes
-- kept: scope
-- Every artist; a warehouse that keeps models artist by artist takes those of the charts in scope.
select distinct
    l.source,
    l.artist_id
from landing.artists as l
inner join core.charts_in_scope as c
    on l.source = c.source and l.chart = c.chart

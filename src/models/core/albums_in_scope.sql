-- grain: one row per album that a load recomputes
-- kept: scope
-- Every album; a warehouse that keeps models album by album takes those of the charts in scope.
select distinct
    l.source,
    l.album_id
from landing.albums as l
inner join core.charts_in_scope as c
    on l.source = c.source and l.chart = c.chart

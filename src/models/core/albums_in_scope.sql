-- grain: one row per album that a load recomputes
-- kept: scope
-- Every album; a warehouse that keeps models album by album takes those of the charts in scope.
select distinct
    albums.source,
    albums.album_id
from landing.albums as albums
inner join core.charts_in_scope as in_scope
    on albums.source = in_scope.source and albums.chart = in_scope.chart

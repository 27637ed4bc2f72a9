-- grain: one row per album that a load recomputes
-- materialized: scope
-- As a view: every album. A warehouse that updates models album by album keeps here the albums of the charts in scope.
select distinct
    albums.source,
    albums.album_id
from landing.albums as albums
inner join core.charts_in_scope as in_scope
    on albums.source = in_scope.source and albums.chart = in_scope.chart

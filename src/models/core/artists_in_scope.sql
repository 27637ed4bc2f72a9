-- grain: one row per artist that a load recomputes
-- kept: scope
-- Every artist; a warehouse that keeps models artist by artist takes those of the charts in scope.
select distinct
    artists.source,
    artists.artist_id
from landing.artists as artists
inner join core.charts_in_scope as in_scope
    on artists.source = in_scope.source and artists.chart = in_scope.chart

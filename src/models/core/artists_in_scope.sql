-- grain: one row per artist that a load recomputes
-- materialized: scope
-- As a view: every artist. A warehouse that updates models artist by artist keeps here the artists of the charts in scope.
select distinct
    artists.source,
    artists.artist_id
from landing.artists as artists
inner join core.charts_in_scope as in_scope
    on artists.source = in_scope.source and artists.chart = in_scope.chart

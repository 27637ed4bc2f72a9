-- grain: one row per song that a load recomputes
-- kept: scope
-- Every song; a warehouse that keeps models song by song takes those of the charts in scope, and what may be linked
-- with them. What a person has decided on leads on through ids that are on no chart.
select
    l.source,
    l.song_id
from landing.songs as l
inner join core.charts_in_scope as c
    on l.source = c.source and l.chart = c.chart
union
select
    g.source,
    g.song_id
from core.seen_songs as g
inner join core.charts_in_scope as c
    on g.source = c.source and g.chart = c.chart
union
select
    d.source,
    d.song_id
from core.decisions as d
union
select
    d.source,
    d.other_song_id
from core.decisions as d

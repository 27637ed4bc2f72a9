-- grain: one row per song that a load recomputes
-- materialized: scope
-- As a view: every song. A warehouse that updates models song by song keeps here the songs of the charts in scope and
-- those that may be linked with them; among these are songs whose row of core.published_joins came or went, so that
-- model comes first. Decisions may lead to further songs through ids that are on no chart. A file that has lost the row
-- of a song may still have its credits.
select
    songs.source,
    songs.song_id
from landing.songs as songs
inner join core.charts_in_scope as in_scope
    on songs.source = in_scope.source and songs.chart = in_scope.chart
union
select
    credits.source,
    credits.song_id
from landing.song_artists as credits
inner join core.charts_in_scope as in_scope
    on credits.source = in_scope.source and credits.chart = in_scope.chart
union
select
    seen.source,
    seen.song_id
from core.seen_songs as seen
inner join core.charts_in_scope as in_scope
    on seen.source = in_scope.source and seen.chart = in_scope.chart
union
select
    decisions.source,
    decisions.song_id
from core.decisions as decisions
union
select
    decisions.source,
    decisions.other_song_id
from core.decisions as decisions

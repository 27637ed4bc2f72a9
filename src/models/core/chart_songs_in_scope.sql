-- grain: one row per song of a chart whose totals a load recomputes
-- materialized: scope
-- As a view: every song. A warehouse that updates models chart by chart keeps here the songs that are on the changed issues
-- of a chart, or were.
select
    source,
    chart,
    song_id
from core.seen_songs

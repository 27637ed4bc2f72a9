-- grain: one row per song whose component would change in one more round
-- level: error
-- scope: global
-- rule: songs that are linked, directly or through other songs, have the same component
-- column: reach, as in core.song_components
-- column: component, as in core.song_components
-- column: component_before, as in core.song_components
select
    source,
    reach,
    song_id,
    component,
    component_before
from core.song_components
where component <> component_before

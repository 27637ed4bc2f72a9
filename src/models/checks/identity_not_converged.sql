-- grain: one row per song whose component one more round would change
-- level: error
-- scope: global
-- rule: songs that are linked with each other, however far, have one component
select
    source,
    reach,
    song_id,
    component,
    component_before
from core.song_components
where component <> component_before

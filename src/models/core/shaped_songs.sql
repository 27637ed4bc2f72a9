-- grain: one row per song of a group that published evidence joined or parted
-- materialized: song
-- column: component, as in core.song_components
with shaped as (
    select distinct
        components.source,
        components.component
    from core.song_components as components
    inner join core.songs_in_scope as in_scope
        on components.source = in_scope.source and components.song_id = in_scope.song_id
    inner join core.song_links as links
        on components.source = links.source and components.song_id = links.song_id
    where components.reach = 3 and links.rule = 'published'
    union
    select
        apart.source,
        apart.component
    from core.songs_apart as apart
    inner join core.songs_in_scope as in_scope
        on apart.source = in_scope.source and apart.song_id = in_scope.song_id
)

select
    components.source,
    components.song_id,
    components.component
from core.song_components as components
inner join shaped
    on components.source = shaped.source and components.component = shaped.component
where components.reach = 3

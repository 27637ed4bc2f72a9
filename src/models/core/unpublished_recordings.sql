-- grain: one row per song of core.shaped_songs, with the recording that it would belong to without published evidence
-- materialized: song
-- The lengths within a component matter as in core.recordings.
with components as (
    select components.*
    from core.unpublished_components as components
    inner join core.songs_in_scope as in_scope
        on components.source = in_scope.source and components.song_id = in_scope.song_id
),

spans as (
    select
        components.source,
        components.reach,
        components.component,
        max(songs.duration_ms) - min(songs.duration_ms) as span
    from components
    inner join core.songs as songs
        on components.source = songs.source and components.song_id = songs.song_id
    group by 1, 2, 3
),

chosen as (
    select
        components.source,
        components.song_id,
        components.component
    from components
    inner join spans
        on
            components.source = spans.source
            and components.reach = spans.reach
            and components.component = spans.component
    where components.reach = 1 or coalesce(spans.span, 0) <= 10000
    qualify row_number() over (partition by components.source, components.song_id order by components.reach desc nulls last) = 1
)

select
    shaped.source,
    shaped.song_id,
    first_value(shaped.song_id) over (
        partition by shaped.source, coalesce(chosen.component, shaped.song_id)
        order by recordings.first_date asc nulls last, shaped.song_id asc nulls last
        rows between unbounded preceding and current row
    ) as recording_id
from core.shaped_songs as shaped
inner join core.songs_in_scope as in_scope
    on shaped.source = in_scope.source and shaped.song_id = in_scope.song_id
inner join core.recordings as recordings
    on shaped.source = recordings.source and shaped.song_id = recordings.song_id
left join chosen
    on shaped.source = chosen.source and shaped.song_id = chosen.song_id

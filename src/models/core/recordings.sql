-- grain: one row per song, with the recording that it belongs to
-- materialized: song
-- column: rule, the strongest rule that joins the song to the recording: itself, decision, published, isrc, relink, title or switch
-- column: first_date, first chart date of the song on any chart of the source
-- If the lengths within a component differ by more than 10 seconds, the component is not one recording: it loses its
-- switch links first, then its title links. If the source counts two of its songs apart, it loses both at once.
with first_seen as (
    select
        seen.source,
        seen.song_id,
        min(seen.first_date) as first_date
    from core.seen_songs as seen
    inner join core.songs_in_scope as in_scope
        on seen.source = in_scope.source and seen.song_id = in_scope.song_id
    group by 1, 2
),

spans as (
    select
        components.source,
        components.reach,
        components.component,
        max(songs.duration_ms) - min(songs.duration_ms) as span
    from core.song_components as components
    inner join core.songs as songs
        on components.source = songs.source and components.song_id = songs.song_id
    inner join core.songs_in_scope as in_scope
        on components.source = in_scope.source and components.song_id = in_scope.song_id
    group by 1, 2, 3
),

chosen as (
    select
        components.source,
        components.song_id,
        components.reach,
        components.component
    from core.song_components as components
    inner join spans
        on
            components.source = spans.source
            and components.reach = spans.reach
            and components.component = spans.component
    left join core.songs_apart as apart
        on components.source = apart.source and components.song_id = apart.song_id
    where components.reach = 1 or (coalesce(spans.span, 0) <= 10000 and apart.song_id is null)
    qualify row_number() over (partition by components.source, components.song_id order by components.reach desc nulls last) = 1
),

-- An entry may be published although its snapshot does not contain the song. Such a song is a recording of its own.
known_songs as (
    select
        songs.source,
        songs.song_id
    from core.songs as songs
    inner join core.songs_in_scope as in_scope
        on songs.source = in_scope.source and songs.song_id = in_scope.song_id
    union all
    select
        first_seen.source,
        first_seen.song_id
    from first_seen
    where not exists (select 1 from core.songs as songs where songs.source = first_seen.source and songs.song_id = first_seen.song_id)
),

assigned as (
    select
        known_songs.source,
        known_songs.song_id,
        coalesce(chosen.component, known_songs.song_id) as component,
        coalesce(chosen.reach, 0) as reach,
        first_seen.first_date
    from known_songs
    left join chosen
        on known_songs.source = chosen.source and known_songs.song_id = chosen.song_id
    left join first_seen
        on known_songs.source = first_seen.source and known_songs.song_id = first_seen.song_id
),

strongest as (
    select
        links.source,
        links.song_id,
        links.rule,
        links.evidence
    from core.song_links as links
    inner join assigned
        on links.source = assigned.source and links.song_id = assigned.song_id
    where
        assigned.reach = 3
        or (assigned.reach = 2 and links.rule <> 'switch')
        or (assigned.reach = 1 and links.rule not in ('switch', 'title'))
    qualify row_number() over (
        partition by links.source, links.song_id
        order by
            case links.rule when 'decision' then 1 when 'published' then 2 when 'isrc' then 3 when 'relink' then 4 when 'title' then 5 else 6 end
            asc nulls last,
            links.evidence asc nulls last,
            links.link asc nulls last
    ) = 1
)

select
    assigned.source,
    assigned.song_id,
    first_value(assigned.song_id) over (
        partition by assigned.source, assigned.component
        order by assigned.first_date asc nulls last, assigned.song_id asc nulls last
        rows between unbounded preceding and current row
    ) as recording_id,
    coalesce(strongest.rule, 'itself') as rule,
    strongest.evidence,
    assigned.first_date
from assigned
left join strongest
    on assigned.source = strongest.source and assigned.song_id = strongest.song_id

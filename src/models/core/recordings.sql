-- grain: one row per song; which recording it is
-- kept: song
-- column: recording_id, the song id under which the recording was seen first
-- column: rule, the strongest reason why the song belongs to it: itself, decision, isrc, relink, title or switch
-- column: evidence, the value on which that rests
-- column: first_date, first chart date of the song on any chart of the source
-- A component whose lengths span over 10 seconds loses its switches, then its titles: it is no one recording.
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
        on components.source = spans.source and components.reach = spans.reach and components.component = spans.component
    where components.reach = 1 or coalesce(spans.span, 0) <= 10000
    qualify row_number() over (partition by components.source, components.song_id order by components.reach desc nulls last) = 1
),

-- An entry may be published although its snapshot says nothing of the song: then it is a recording of its own.
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

placed as (
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
    inner join placed
        on links.source = placed.source and links.song_id = placed.song_id
    where
        placed.reach = 3
        or (placed.reach = 2 and links.rule <> 'switch')
        or (placed.reach = 1 and links.rule not in ('switch', 'title'))
    qualify row_number() over (
        partition by links.source, links.song_id
        order by
            case links.rule when 'decision' then 1 when 'isrc' then 2 when 'relink' then 3 when 'title' then 4 else 5 end
            asc nulls last,
            links.evidence asc nulls last,
            links.link asc nulls last
    ) = 1
)

select
    placed.source,
    placed.song_id,
    first_value(placed.song_id) over (
        partition by placed.source, placed.component
        order by placed.first_date asc nulls last, placed.song_id asc nulls last
        rows between unbounded preceding and current row
    ) as recording_id,
    coalesce(strongest.rule, 'itself') as rule,
    strongest.evidence,
    placed.first_date
from placed
left join strongest
    on placed.source = strongest.source and placed.song_id = strongest.song_id

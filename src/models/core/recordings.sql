-- grain: one row per song; which recording it is
-- kept: song
-- column: recording_id, the song id under which the recording was seen first
-- column: rule, the strongest reason why the song belongs to it: itself, decision, isrc, relink, title or switch
-- column: evidence, the value on which that rests
-- column: first_date, first chart date of the song on any chart of the source
-- A component whose lengths span over 10 seconds loses its switches, then its titles: it is no one recording.
with first_seen as (
    select
        g.source,
        g.song_id,
        min(g.first_date) as first_date
    from core.seen_songs as g
    inner join core.songs_in_scope as x
        on g.source = x.source and g.song_id = x.song_id
    group by 1, 2
),

spans as (
    select
        c.source,
        c.reach,
        c.component,
        max(s.duration_ms) - min(s.duration_ms) as span
    from core.song_components as c
    inner join core.songs as s
        on c.source = s.source and c.song_id = s.song_id
    inner join core.songs_in_scope as x
        on c.source = x.source and c.song_id = x.song_id
    group by 1, 2, 3
),

chosen as (
    select
        c.source,
        c.song_id,
        c.reach,
        c.component
    from core.song_components as c
    inner join spans as p
        on c.source = p.source and c.reach = p.reach and c.component = p.component
    where c.reach = 1 or coalesce(p.span, 0) <= 10000
    qualify row_number() over (partition by c.source, c.song_id order by c.reach desc nulls last) = 1
),

-- An entry may be published although its snapshot says nothing of the song: then it is a recording of its own.
known_songs as (
    select
        s.source,
        s.song_id
    from core.songs as s
    inner join core.songs_in_scope as x
        on s.source = x.source and s.song_id = x.song_id
    union all
    select
        f.source,
        f.song_id
    from first_seen as f
    where not exists (select 1 from core.songs as s where s.source = f.source and s.song_id = f.song_id)
),

placed as (
    select
        s.source,
        s.song_id,
        coalesce(c.component, s.song_id) as component,
        coalesce(c.reach, 0) as reach,
        f.first_date
    from known_songs as s
    left join chosen as c
        on s.source = c.source and s.song_id = c.song_id
    left join first_seen as f
        on s.source = f.source and s.song_id = f.song_id
),

strongest as (
    select
        l.source,
        l.song_id,
        l.rule,
        l.evidence
    from core.song_links as l
    inner join placed as p
        on l.source = p.source and l.song_id = p.song_id
    where
        p.reach = 3
        or (p.reach = 2 and l.rule <> 'switch')
        or (p.reach = 1 and l.rule not in ('switch', 'title'))
    qualify row_number() over (
        partition by l.source, l.song_id
        order by
            case l.rule when 'decision' then 1 when 'isrc' then 2 when 'relink' then 3 when 'title' then 4 else 5 end
            asc nulls last,
            l.evidence asc nulls last,
            l.link asc nulls last
    ) = 1
)

select
    p.source,
    p.song_id,
    first_value(p.song_id) over (
        partition by p.source, p.component
        order by p.first_date asc nulls last, p.song_id asc nulls last
        rows between unbounded preceding and current row
    ) as recording_id,
    coalesce(t.rule, 'itself') as rule,
    t.evidence,
    p.first_date
from placed as p
left join strongest as t
    on p.source = t.source and p.song_id = t.song_id

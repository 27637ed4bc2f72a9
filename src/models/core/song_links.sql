-- grain: one row per song and link: songs of one link are one recording, as far as the rule reaches
-- kept: song
-- column: rule, decision, isrc, relink, title or switch, the strongest first
-- column: link, what the songs of the link have in common
-- column: evidence, the value that they share, for people
-- A title link holds songs that once had the same title, variant and credits, and whose lengths follow each
-- other within 3 seconds. An unknown length agrees where the known ones span no more than 10.
with identified_by_text as (
    select distinct
        l.source,
        l.song_id
    from landing.songs as l
    inner join core.snapshots as s
        on
            l.source = s.source
            and l.chart = s.chart
            and l.chart_date = s.chart_date
            and l.snapshot_id = s.snapshot_id
            and l.transform_version = s.transform_version
    inner join core.songs_in_scope as x
        on l.source = x.source and l.song_id = x.song_id
    where s.identity = 'text'
),

-- The second song of a split loses every link that nobody decided on.
split_songs as (
    select
        source,
        other_song_id as song_id
    from core.decisions
    where decision = 'split'
),

linkable as (
    select s.*
    from core.songs as s
    inner join core.songs_in_scope as x
        on s.source = x.source and s.song_id = x.song_id
    where
        not exists (select 1 from identified_by_text as t where t.source = s.source and t.song_id = s.song_id)
        and not exists (select 1 from split_songs as p where p.source = s.source and p.song_id = s.song_id)
),

by_length as (
    select
        k.*,
        k.duration_ms - lag(k.duration_ms) over (
            partition by k.source, k.title_key, k.variant_key, k.credit_key
            order by k.duration_ms asc nulls last, k.song_id asc nulls last
        ) as longer_by,
        max(k.duration_ms) over (partition by k.source, k.title_key, k.variant_key, k.credit_key)
        - min(k.duration_ms) over (partition by k.source, k.title_key, k.variant_key, k.credit_key) as span
    from core.song_keys as k
    inner join linkable as a
        on k.source = a.source and k.song_id = a.song_id
),

by_title as (
    select
        *,
        cast(sum(case when longer_by > 3000 then 1 else 0 end) over (
            partition by source, title_key, variant_key, credit_key
            order by duration_ms asc nulls last, song_id asc nulls last
            rows between unbounded preceding and current row
        ) as bigint) as length_group
    from by_length
),

switches as (
    select
        w.source,
        w.song_id,
        w.other_song_id,
        w.title_key || ' / ' || w.variant_key || ' on '
        || cast(extract(year from w.switched_on) as varchar) || '-'
        || lpad(cast(extract(month from w.switched_on) as varchar), 2, '0') || '-'
        || lpad(cast(extract(day from w.switched_on) as varchar), 2, '0') as evidence
    from core.song_switches as w
    inner join linkable as a on w.source = a.source and w.song_id = a.song_id
    inner join linkable as b on w.source = b.source and w.other_song_id = b.song_id
),

links as (
    select
        source,
        song_id,
        'decision' as rule,
        song_id || ' ' || other_song_id as link,
        'joined by hand' as evidence
    from core.decisions
    where decision = 'join'
    union all
    select source, other_song_id, 'decision', song_id || ' ' || other_song_id, 'joined by hand'
    from core.decisions
    where decision = 'join'
    union all
    select source, song_id, 'isrc', isrc, isrc
    from linkable
    where isrc is not null
    union all
    select source, song_id, 'relink', linked_from_id, linked_from_id
    from linkable
    where linked_from_id is not null
    union all
    select source, song_id, 'relink', song_id, song_id
    from linkable
    union all
    select
        source,
        song_id,
        'title',
        title_key || ' / ' || variant_key || ' / ' || credit_key || ' / ' || cast(length_group as varchar),
        title_key || ' / ' || variant_key
    from by_title
    where duration_ms is not null
    union all
    -- A song of unknown length stands in every length group of its keys.
    select distinct
        u.source,
        u.song_id,
        'title',
        k.title_key || ' / ' || k.variant_key || ' / ' || k.credit_key || ' / ' || cast(k.length_group as varchar),
        k.title_key || ' / ' || k.variant_key
    from by_title as u
    inner join by_title as k
        on
            u.source = k.source
            and u.title_key = k.title_key
            and u.variant_key = k.variant_key
            and u.credit_key = k.credit_key
    where u.duration_ms is null and coalesce(u.span, 0) <= 10000
    union all
    select source, song_id, 'switch', song_id || ' ' || other_song_id, evidence
    from switches
    union all
    select source, other_song_id, 'switch', song_id || ' ' || other_song_id, evidence
    from switches
)

select
    l.source,
    l.song_id,
    l.rule,
    l.link,
    max(l.evidence) as evidence
from links as l
inner join core.songs_in_scope as x
    on l.source = x.source and l.song_id = x.song_id
group by 1, 2, 3, 4
-- A link of one song joins nothing.
qualify count(l.song_id) over (partition by l.source, l.rule, l.link) > 1

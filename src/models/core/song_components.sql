-- grain: one row per song and reach: the smallest song that it is linked with, however far
-- kept: source
-- column: reach, 3: all rules count; 2: all but switches; 1: decisions, ISRC and relinks only
-- column: component, the smallest song id of the songs that are linked with it
-- column: component_before, the same one round earlier; a check holds that the two are equal
-- Smallest labels go from songs to links and back, and each round ends by taking over the label of the label,
-- which doubles the distance. Snowflake's recursion has no UNION, so the rounds are written out.
with links as (
    select source, 3 as reach, song_id, rule || ' ' || link as link
    from core.song_links
    where source in (select c.source from core.charts_in_scope as c)
    union all
    select source, 2, song_id, rule || ' ' || link
    from core.song_links
    where rule <> 'switch' and source in (select c.source from core.charts_in_scope as c)
    union all
    select source, 1, song_id, rule || ' ' || link
    from core.song_links
    where rule not in ('switch', 'title') and source in (select c.source from core.charts_in_scope as c)
),

labels_0 as (
    select distinct
        source,
        reach,
        song_id,
        song_id as label
    from links
),

links_1 as (
    select k.source, k.reach, k.link, min(l.label) as label
    from links as k
    inner join labels_0 as l
        on k.source = l.source and k.reach = l.reach and k.song_id = l.song_id
    group by 1, 2, 3
),

near_1 as (
    select k.source, k.reach, k.song_id, min(l.label) as label
    from links as k
    inner join links_1 as l
        on k.source = l.source and k.reach = l.reach and k.link = l.link
    group by 1, 2, 3
),

labels_1 as (
    select n.source, n.reach, n.song_id, f.label
    from near_1 as n
    inner join near_1 as f
        on n.source = f.source and n.reach = f.reach and n.label = f.song_id
),

links_2 as (
    select k.source, k.reach, k.link, min(l.label) as label
    from links as k
    inner join labels_1 as l
        on k.source = l.source and k.reach = l.reach and k.song_id = l.song_id
    group by 1, 2, 3
),

near_2 as (
    select k.source, k.reach, k.song_id, min(l.label) as label
    from links as k
    inner join links_2 as l
        on k.source = l.source and k.reach = l.reach and k.link = l.link
    group by 1, 2, 3
),

labels_2 as (
    select n.source, n.reach, n.song_id, f.label
    from near_2 as n
    inner join near_2 as f
        on n.source = f.source and n.reach = f.reach and n.label = f.song_id
),

links_3 as (
    select k.source, k.reach, k.link, min(l.label) as label
    from links as k
    inner join labels_2 as l
        on k.source = l.source and k.reach = l.reach and k.song_id = l.song_id
    group by 1, 2, 3
),

near_3 as (
    select k.source, k.reach, k.song_id, min(l.label) as label
    from links as k
    inner join links_3 as l
        on k.source = l.source and k.reach = l.reach and k.link = l.link
    group by 1, 2, 3
),

labels_3 as (
    select n.source, n.reach, n.song_id, f.label
    from near_3 as n
    inner join near_3 as f
        on n.source = f.source and n.reach = f.reach and n.label = f.song_id
),

links_4 as (
    select k.source, k.reach, k.link, min(l.label) as label
    from links as k
    inner join labels_3 as l
        on k.source = l.source and k.reach = l.reach and k.song_id = l.song_id
    group by 1, 2, 3
),

near_4 as (
    select k.source, k.reach, k.song_id, min(l.label) as label
    from links as k
    inner join links_4 as l
        on k.source = l.source and k.reach = l.reach and k.link = l.link
    group by 1, 2, 3
),

labels_4 as (
    select n.source, n.reach, n.song_id, f.label
    from near_4 as n
    inner join near_4 as f
        on n.source = f.source and n.reach = f.reach and n.label = f.song_id
),

links_5 as (
    select k.source, k.reach, k.link, min(l.label) as label
    from links as k
    inner join labels_4 as l
        on k.source = l.source and k.reach = l.reach and k.song_id = l.song_id
    group by 1, 2, 3
),

near_5 as (
    select k.source, k.reach, k.song_id, min(l.label) as label
    from links as k
    inner join links_5 as l
        on k.source = l.source and k.reach = l.reach and k.link = l.link
    group by 1, 2, 3
),

labels_5 as (
    select n.source, n.reach, n.song_id, f.label
    from near_5 as n
    inner join near_5 as f
        on n.source = f.source and n.reach = f.reach and n.label = f.song_id
),

links_6 as (
    select k.source, k.reach, k.link, min(l.label) as label
    from links as k
    inner join labels_5 as l
        on k.source = l.source and k.reach = l.reach and k.song_id = l.song_id
    group by 1, 2, 3
),

near_6 as (
    select k.source, k.reach, k.song_id, min(l.label) as label
    from links as k
    inner join links_6 as l
        on k.source = l.source and k.reach = l.reach and k.link = l.link
    group by 1, 2, 3
),

labels_6 as (
    select n.source, n.reach, n.song_id, f.label
    from near_6 as n
    inner join near_6 as f
        on n.source = f.source and n.reach = f.reach and n.label = f.song_id
)

select
    l.source,
    l.reach,
    l.song_id,
    l.label as component,
    b.label as component_before
from labels_6 as l
inner join labels_5 as b
    on l.source = b.source and l.reach = b.reach and l.song_id = b.song_id

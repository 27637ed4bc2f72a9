-- grain: one row per song and reach: the smallest song that it is linked with, however far
-- kept: song
-- column: reach, 3: all rules count; 2: all but switches; 1: decisions, ISRC and relinks only
-- column: component, the smallest song id of the songs that are linked with it
-- column: component_before, the same one round earlier; a check holds that the two are equal
-- Songs of one label are a group. In each round a group takes the smallest label of all links of its songs, then the
-- label of the song of that name, so that even the worst order of ids halves the groups of a chain: eight rounds
-- join 150 songs in a row. Snowflake's recursion has no UNION, so the rounds are written out.
with reaches as (
    select l.source, l.song_id, l.rule, l.rule || ' ' || l.link as link
    from core.song_links as l
    inner join core.songs_in_scope as x
        on l.source = x.source and l.song_id = x.song_id
),

labels_0 as (
    select source, 3 as reach, song_id, link, song_id as label
    from reaches
    union all
    select source, 2, song_id, link, song_id
    from reaches
    where rule <> 'switch'
    union all
    select source, 1, song_id, link, song_id
    from reaches
    where rule not in ('switch', 'title')
),

near_1 as (
    select source, reach, song_id, link, label, min(label) over (partition by source, reach, link) as near
    from labels_0
),

groups_1 as (
    select source, reach, song_id, link, min(near) over (partition by source, reach, label) as label
    from near_1
),

labels_1 as (
    select g.source, g.reach, g.song_id, g.link, n.label
    from groups_1 as g
    inner join (select distinct source, reach, song_id, label from groups_1) as n
        on g.source = n.source and g.reach = n.reach and g.label = n.song_id
),

near_2 as (
    select source, reach, song_id, link, label, min(label) over (partition by source, reach, link) as near
    from labels_1
),

groups_2 as (
    select source, reach, song_id, link, min(near) over (partition by source, reach, label) as label
    from near_2
),

labels_2 as (
    select g.source, g.reach, g.song_id, g.link, n.label
    from groups_2 as g
    inner join (select distinct source, reach, song_id, label from groups_2) as n
        on g.source = n.source and g.reach = n.reach and g.label = n.song_id
),

near_3 as (
    select source, reach, song_id, link, label, min(label) over (partition by source, reach, link) as near
    from labels_2
),

groups_3 as (
    select source, reach, song_id, link, min(near) over (partition by source, reach, label) as label
    from near_3
),

labels_3 as (
    select g.source, g.reach, g.song_id, g.link, n.label
    from groups_3 as g
    inner join (select distinct source, reach, song_id, label from groups_3) as n
        on g.source = n.source and g.reach = n.reach and g.label = n.song_id
),

near_4 as (
    select source, reach, song_id, link, label, min(label) over (partition by source, reach, link) as near
    from labels_3
),

groups_4 as (
    select source, reach, song_id, link, min(near) over (partition by source, reach, label) as label
    from near_4
),

labels_4 as (
    select g.source, g.reach, g.song_id, g.link, n.label
    from groups_4 as g
    inner join (select distinct source, reach, song_id, label from groups_4) as n
        on g.source = n.source and g.reach = n.reach and g.label = n.song_id
),

near_5 as (
    select source, reach, song_id, link, label, min(label) over (partition by source, reach, link) as near
    from labels_4
),

groups_5 as (
    select source, reach, song_id, link, min(near) over (partition by source, reach, label) as label
    from near_5
),

labels_5 as (
    select g.source, g.reach, g.song_id, g.link, n.label
    from groups_5 as g
    inner join (select distinct source, reach, song_id, label from groups_5) as n
        on g.source = n.source and g.reach = n.reach and g.label = n.song_id
),

near_6 as (
    select source, reach, song_id, link, label, min(label) over (partition by source, reach, link) as near
    from labels_5
),

groups_6 as (
    select source, reach, song_id, link, min(near) over (partition by source, reach, label) as label
    from near_6
),

labels_6 as (
    select g.source, g.reach, g.song_id, g.link, n.label
    from groups_6 as g
    inner join (select distinct source, reach, song_id, label from groups_6) as n
        on g.source = n.source and g.reach = n.reach and g.label = n.song_id
),

near_7 as (
    select source, reach, song_id, link, label, min(label) over (partition by source, reach, link) as near
    from labels_6
),

groups_7 as (
    select source, reach, song_id, link, min(near) over (partition by source, reach, label) as label
    from near_7
),

labels_7 as (
    select g.source, g.reach, g.song_id, g.link, n.label
    from groups_7 as g
    inner join (select distinct source, reach, song_id, label from groups_7) as n
        on g.source = n.source and g.reach = n.reach and g.label = n.song_id
),

near_8 as (
    select source, reach, song_id, link, label, min(label) over (partition by source, reach, link) as near
    from labels_7
),

groups_8 as (
    select source, reach, song_id, link, min(near) over (partition by source, reach, label) as label
    from near_8
),

labels_8 as (
    select g.source, g.reach, g.song_id, g.link, n.label
    from groups_8 as g
    inner join (select distinct source, reach, song_id, label from groups_8) as n
        on g.source = n.source and g.reach = n.reach and g.label = n.song_id
)

select distinct
    a.source,
    a.reach,
    a.song_id,
    a.label as component,
    b.label as component_before
from labels_8 as a
inner join labels_7 as b
    on a.source = b.source and a.reach = b.reach and a.song_id = b.song_id and a.link = b.link

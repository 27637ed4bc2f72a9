-- grain: one row per song and reach, with the smallest song id that links lead to
-- materialized: song
-- column: reach, which rules count: 3 all, 2 all but switches, 1 decisions, published evidence, ISRC and relinks only
-- column: component, smallest song id among all songs that links lead to, directly or through other songs
-- column: component_before, the component one round earlier; a check requires that the two are equal
-- Songs with the same label are a group. In each round a group takes the smallest label among all links of its songs,
-- then the label of the song with that id. So each round at least halves the number of groups in a chain, whatever the
-- order of ids: eight rounds join 150 songs in a row. Snowflake's recursion has no UNION, so the rounds are written out.
with reaches as (
    select links.source, links.song_id, links.rule, links.rule || ' ' || links.link as link
    from core.song_links as links
    inner join core.songs_in_scope as in_scope
        on links.source = in_scope.source and links.song_id = in_scope.song_id
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
    select groups_1.source, groups_1.reach, groups_1.song_id, groups_1.link, named.label
    from groups_1
    inner join (select distinct source, reach, song_id, label from groups_1) as named
        on groups_1.source = named.source and groups_1.reach = named.reach and groups_1.label = named.song_id
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
    select groups_2.source, groups_2.reach, groups_2.song_id, groups_2.link, named.label
    from groups_2
    inner join (select distinct source, reach, song_id, label from groups_2) as named
        on groups_2.source = named.source and groups_2.reach = named.reach and groups_2.label = named.song_id
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
    select groups_3.source, groups_3.reach, groups_3.song_id, groups_3.link, named.label
    from groups_3
    inner join (select distinct source, reach, song_id, label from groups_3) as named
        on groups_3.source = named.source and groups_3.reach = named.reach and groups_3.label = named.song_id
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
    select groups_4.source, groups_4.reach, groups_4.song_id, groups_4.link, named.label
    from groups_4
    inner join (select distinct source, reach, song_id, label from groups_4) as named
        on groups_4.source = named.source and groups_4.reach = named.reach and groups_4.label = named.song_id
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
    select groups_5.source, groups_5.reach, groups_5.song_id, groups_5.link, named.label
    from groups_5
    inner join (select distinct source, reach, song_id, label from groups_5) as named
        on groups_5.source = named.source and groups_5.reach = named.reach and groups_5.label = named.song_id
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
    select groups_6.source, groups_6.reach, groups_6.song_id, groups_6.link, named.label
    from groups_6
    inner join (select distinct source, reach, song_id, label from groups_6) as named
        on groups_6.source = named.source and groups_6.reach = named.reach and groups_6.label = named.song_id
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
    select groups_7.source, groups_7.reach, groups_7.song_id, groups_7.link, named.label
    from groups_7
    inner join (select distinct source, reach, song_id, label from groups_7) as named
        on groups_7.source = named.source and groups_7.reach = named.reach and groups_7.label = named.song_id
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
    select groups_8.source, groups_8.reach, groups_8.song_id, groups_8.link, named.label
    from groups_8
    inner join (select distinct source, reach, song_id, label from groups_8) as named
        on groups_8.source = named.source and groups_8.reach = named.reach and groups_8.label = named.song_id
)

select distinct
    labels_8.source,
    labels_8.reach,
    labels_8.song_id,
    labels_8.label as component,
    labels_7.label as component_before
from labels_8
inner join labels_7
    on
        labels_8.source = labels_7.source
        and labels_8.reach = labels_7.reach
        and labels_8.song_id = labels_7.song_id
        and labels_8.link = labels_7.link

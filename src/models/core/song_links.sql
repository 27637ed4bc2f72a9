-- grain: one row per song and link: songs that share a link are one recording, if the rule applies
-- materialized: song
-- column: rule, decision, published, isrc, relink, title or switch, from the strongest to the weakest
-- column: link, value that the songs of the link share
-- column: evidence, the shared value in readable form
-- A title link joins songs that once had the same title, variant and credits, and whose sorted lengths are within 3
-- seconds of each other. A song of unknown length fits if the known lengths differ by at most 10 seconds. The same ISRC
-- joins songs that once had the same title and, where all lengths are known, the same variant, or whose sorted lengths are
-- within 3 seconds of each other.
with identified_by_text as (
    select distinct
        songs.source,
        songs.song_id
    from landing.songs as songs
    inner join core.catalogue_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join core.songs_in_scope as in_scope
        on songs.source = in_scope.source and songs.song_id = in_scope.song_id
    where issues.identity = 'text'
),

-- The second song of a split loses every link except those from decisions.
split_songs as (
    select
        source,
        other_song_id as song_id
    from core.decisions
    where decision = 'split'
),

linkable as (
    select songs.*
    from core.songs as songs
    inner join core.songs_in_scope as in_scope
        on songs.source = in_scope.source and songs.song_id = in_scope.song_id
    where
        not exists (select 1 from identified_by_text where identified_by_text.source = songs.source and identified_by_text.song_id = songs.song_id)
        and not exists (select 1 from split_songs where split_songs.source = songs.source and split_songs.song_id = songs.song_id)
),

by_length as (
    select
        keys.*,
        keys.duration_ms - lag(keys.duration_ms) over (
            partition by keys.source, keys.title_key, keys.variant_key, keys.credit_key
            order by keys.duration_ms asc nulls last, keys.song_id asc nulls last
        ) as longer_by,
        max(keys.duration_ms) over (partition by keys.source, keys.title_key, keys.variant_key, keys.credit_key)
        - min(keys.duration_ms) over (
            partition by keys.source, keys.title_key, keys.variant_key, keys.credit_key
        ) as span
    from core.song_keys as keys
    inner join linkable
        on keys.source = linkable.source and keys.song_id = linkable.song_id
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
        switches.source,
        switches.song_id,
        switches.other_song_id,
        switches.title_key || ' / ' || switches.variant_key || ' on '
        || cast(extract(year from switches.switched_on) as varchar) || '-'
        || lpad(cast(extract(month from switches.switched_on) as varchar), 2, '0') || '-'
        || lpad(cast(extract(day from switches.switched_on) as varchar), 2, '0') as evidence
    from core.song_switches as switches
    inner join linkable as gone on switches.source = gone.source and switches.song_id = gone.song_id
    inner join linkable as came on switches.source = came.source and switches.other_song_id = came.song_id
),

published as (
    select
        joins.source,
        joins.song_id,
        joins.other_song_id,
        joins.evidence || ' on ' || joins.chart || ' '
        || cast(extract(year from joins.chart_date) as varchar) || '-'
        || lpad(cast(extract(month from joins.chart_date) as varchar), 2, '0') || '-'
        || lpad(cast(extract(day from joins.chart_date) as varchar), 2, '0') as evidence
    from core.published_joins as joins
    inner join linkable as own on joins.source = own.source and joins.song_id = own.song_id
    inner join linkable as other on joins.source = other.source and joins.other_song_id = other.song_id
),

of_one_isrc as (
    select
        linkable.source,
        linkable.song_id,
        linkable.isrc,
        linkable.title_key,
        linkable.variant_key,
        linkable.duration_ms,
        linkable.duration_ms - lag(linkable.duration_ms) over (
            partition by linkable.source, linkable.isrc
            order by linkable.duration_ms asc nulls last, linkable.song_id asc nulls last
        ) as longer_by
    from linkable
    where linkable.isrc is not null
    qualify count(*) over (partition by linkable.source, linkable.isrc) > 1
),

isrc_titles as (
    select source, song_id, isrc, title_key, variant_key, duration_ms
    from of_one_isrc
    union
    select songs.source, songs.song_id, songs.isrc, keys.title_key, keys.variant_key, songs.duration_ms
    from of_one_isrc as songs
    inner join core.song_keys as keys
        on songs.source = keys.source and songs.song_id = keys.song_id
),

-- Two remixes of one title are apart if their lengths say so.
isrc_links as (
    select
        source,
        song_id,
        isrc,
        title_key,
        case
            when count(*) over (partition by source, isrc, title_key) = count(duration_ms) over (partition by source, isrc, title_key)
                then variant_key
            else '-'
        end as variant_key
    from isrc_titles
    where title_key <> '-'
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
    select source, song_id, 'published', song_id || ' ' || other_song_id, evidence
    from published
    union all
    select source, other_song_id, 'published', song_id || ' ' || other_song_id, evidence
    from published
    union all
    select source, song_id, 'isrc', isrc || ' / ' || title_key || ' / ' || variant_key, isrc
    from isrc_links
    union all
    select
        source,
        song_id,
        'isrc',
        isrc || ' / ' || cast(sum(case when longer_by > 3000 then 1 else 0 end) over (
            partition by source, isrc
            order by duration_ms asc nulls last, song_id asc nulls last
            rows between unbounded preceding and current row
        ) as varchar),
        isrc
    from of_one_isrc
    where duration_ms is not null
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
    -- A song of unknown length belongs to every length group of its keys.
    select distinct
        unmeasured.source,
        unmeasured.song_id,
        'title',
        measured.title_key || ' / ' || measured.variant_key || ' / ' || measured.credit_key || ' / ' || cast(measured.length_group as varchar),
        measured.title_key || ' / ' || measured.variant_key
    from by_title as unmeasured
    inner join by_title as measured
        on
            unmeasured.source = measured.source
            and unmeasured.title_key = measured.title_key
            and unmeasured.variant_key = measured.variant_key
            and unmeasured.credit_key = measured.credit_key
    where unmeasured.duration_ms is null and coalesce(unmeasured.span, 0) <= 10000
    union all
    select source, song_id, 'switch', song_id || ' ' || other_song_id, evidence
    from switches
    union all
    select source, other_song_id, 'switch', song_id || ' ' || other_song_id, evidence
    from switches
)

select
    links.source,
    links.song_id,
    links.rule,
    links.link,
    max(links.evidence) as evidence
from links
inner join core.songs_in_scope as in_scope
    on links.source = in_scope.source and links.song_id = in_scope.song_id
group by 1, 2, 3, 4
-- A link with a single song joins nothing.
qualify count(links.song_id) over (partition by links.source, links.rule, links.link) > 1

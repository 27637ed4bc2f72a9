-- grain: one row per artist whose song it is, where a text of credits counts as the names in it
-- materialized: song
-- column: credit_position, 1 is the lead artist, or the act with its leader
-- column: credit_count, artists whose song it is [artists]
-- A source that lists its artists has the same credits in core.song_artists. In a text, a group of names is several artists
-- once one of its parts has charted alone in the same source, and names that publishers count as another act are that act.
with names as (
    select
        credits.source,
        credits.song_id,
        credits.credit_number,
        credits.artist_id,
        credits.group_number,
        credits.form,
        lone_artists.artist_id is not null as is_lone
    from core.text_credits as credits
    inner join core.songs_in_scope as in_scope
        on credits.source = in_scope.source and credits.song_id = in_scope.song_id
    left join core.lone_artists as lone_artists
        on credits.source = lone_artists.source and credits.artist_id = lone_artists.artist_id
),

split_groups as (
    select distinct
        source,
        song_id,
        group_number
    from names
    where form = 'part' and is_lone
),

-- A newer list of several artists with ids wins over an older text.
with_ids as (
    select distinct
        credits.source,
        credits.song_id
    from core.song_artists as credits
    inner join core.songs_in_scope as in_scope
        on credits.source = in_scope.source and credits.song_id = in_scope.song_id
    where credits.artist_id not like 'name:%'
),

listed as (
    select
        credits.source,
        credits.song_id,
        credits.artist_id,
        credits.credit_position,
        credits.credit_count
    from core.song_artists as credits
    inner join core.songs_in_scope as in_scope
        on credits.source = in_scope.source and credits.song_id = in_scope.song_id
    left join (select distinct source, song_id from names) as texts
        on credits.source = texts.source and credits.song_id = texts.song_id
    left join with_ids
        on credits.source = with_ids.source and credits.song_id = with_ids.song_id
    where texts.song_id is null or (credits.credit_count > 1 and with_ids.song_id is not null)
),

credited as (
    select
        names.source,
        names.song_id,
        coalesce(aliases.counts_for_id, names.artist_id) as artist_id,
        min(names.credit_number * 100 + coalesce(aliases.counts_for_number, 0)) as place
    from names
    left join split_groups
        on
            names.source = split_groups.source
            and names.song_id = split_groups.song_id
            and names.group_number = split_groups.group_number
    left join listed
        on names.source = listed.source and names.song_id = listed.song_id
    left join core.act_aliases as aliases
        on names.artist_id = aliases.artist_id
    where
        listed.song_id is null
        and (
            names.form = 'always'
            or (names.form = 'alone' and names.is_lone)
            or (names.form = 'whole' and split_groups.song_id is null)
            or (names.form in ('part', 'member') and split_groups.song_id is not null)
        )
    group by 1, 2, 3
)

select
    source,
    song_id,
    artist_id,
    cast(row_number() over (
        partition by source, song_id order by place asc nulls last, artist_id asc nulls last
    ) as bigint) as credit_position,
    count(*) over (partition by source, song_id) as credit_count
from credited
union all
select
    source,
    song_id,
    artist_id,
    credit_position,
    credit_count
from listed

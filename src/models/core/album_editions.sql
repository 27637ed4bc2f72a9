-- grain: one row per album of a source, with the album that represents all its editions
-- column: main_album_id, id of the album that represents all editions; count and group by it, because an album may have several ids
-- column: rule, title (same key and lead artist, released within 366 days of each other) or itself
-- column: evidence, key, lead artist and first release date of the joined editions
-- column: lead_artist_id, first artist of the album; if the source does not say, the lead artist of more than half of its songs
-- column: released_from, first day that the release date covers
-- column: released_to, last day that the release date covers: 1975 covers a year
-- Exact dates in a row, each within 366 days of the one before, are a group. A year or a month fits a group if some day
-- that it covers is within 366 days of the group. It joins the only group that it fits, and an unknown date joins the only
-- group that there is, so that neither connects two groups that are apart.
with known as (
    select source, album_id
    from core.albums
    union
    select source, album_id
    from core.songs
    where album_id is not null
),

lead_credits as (
    select
        albums.source,
        albums.album_id,
        credits.artist_id,
        count(*) as songs
    from core.albums as albums
    inner join core.songs as songs
        on albums.source = songs.source and albums.album_id = songs.album_id
    left join core.song_credits as credits
        on songs.source = credits.source and songs.song_id = credits.song_id and credits.credit_position = 1
    where albums.lead_artist_id is null
    group by 1, 2, 3
),

credited_songs as (
    select
        source,
        album_id,
        sum(songs) as all_songs
    from lead_credits
    group by 1, 2
),

-- More than half, so there is one at most.
most_credited as (
    select
        lead_credits.source,
        lead_credits.album_id,
        lead_credits.artist_id
    from lead_credits
    inner join credited_songs
        on lead_credits.source = credited_songs.source and lead_credits.album_id = credited_songs.album_id
    where 2 * lead_credits.songs > credited_songs.all_songs and lead_credits.artist_id is not null
),

dated as (
    select
        known.source,
        known.album_id,
        albums.album_name,
        albums.album_type,
        albums.album_key,
        coalesce(albums.lead_artist_id, most_credited.artist_id) as lead_artist_id,
        albums.release_date,
        left(albums.release_date, 4) as release_year,
        left(albums.release_date, 7) as release_month,
        case
            when albums.release_date_precision = 'year' or length(albums.release_date) = 4 then 'year'
            when albums.release_date_precision = 'month' or length(albums.release_date) = 7 then 'month'
            else 'day'
        end as precision
    from known
    left join core.albums as albums
        on known.source = albums.source and known.album_id = albums.album_id
    left join most_credited
        on known.source = most_credited.source and known.album_id = most_credited.album_id
),

spans as (
    select
        *,
        case
            when precision = 'year' then try_cast(release_year || '-01-01' as date)
            when precision = 'month' then try_cast(release_month || '-01' as date)
            else try_cast(release_date as date)
        end as released_from,
        case
            when precision = 'year' then try_cast(release_year || '-12-31' as date)
            when precision = 'month'
                then coalesce(
                    try_cast(release_month || '-31' as date),
                    try_cast(release_month || '-30' as date),
                    try_cast(release_month || '-29' as date),
                    try_cast(release_month || '-28' as date)
                )
            else try_cast(release_date as date)
        end as released_to
    from dated
),

-- Most names are those of one album. A window over all albums would be most of the time of this query.
shared_names as (
    select
        source,
        album_key,
        lead_artist_id
    from spans
    where album_key <> '-' and lead_artist_id is not null
    group by 1, 2, 3
    having count(*) > 1
),

-- Albums that may have other editions. Days are counted from 1900. A day such as 30 February is unknown.
comparable as (
    select
        spans.source,
        spans.album_id,
        spans.album_key,
        spans.lead_artist_id,
        datediff('day', cast('1900-01-01' as date), spans.released_from) as first_day,
        datediff('day', cast('1900-01-01' as date), spans.released_to) as last_day
    from spans
    inner join shared_names
        on
            spans.source = shared_names.source
            and spans.album_key = shared_names.album_key
            and spans.lead_artist_id = shared_names.lead_artist_id
),

exact_steps as (
    select
        *,
        first_day - lag(first_day) over (
            partition by source, album_key, lead_artist_id order by first_day asc nulls last, album_id asc nulls last
        ) as later_by
    from comparable
    where first_day = last_day
),

exact_members as (
    select
        source,
        album_key,
        lead_artist_id,
        album_id,
        first_day,
        last_day,
        cast(sum(case when later_by > 366 then 1 else 0 end) over (
            partition by source, album_key, lead_artist_id
            order by first_day asc nulls last, album_id asc nulls last
            rows between unbounded preceding and current row
        ) as bigint) as edition_group
    from exact_steps
),

exact_groups as (
    select
        source,
        album_key,
        lead_artist_id,
        edition_group,
        min(first_day) as first_day,
        max(last_day) as last_day
    from exact_members
    group by 1, 2, 3, 4
),

-- A year or a month that fits no group of exact dates, or several, has the number of groups that it fits but no group.
coarse_fits as (
    select
        coarse.source,
        coarse.album_key,
        coarse.lead_artist_id,
        coarse.album_id,
        coarse.first_day,
        coarse.last_day,
        count(exact_groups.edition_group) as fitting,
        min(exact_groups.edition_group) as edition_group
    from comparable as coarse
    left join exact_groups
        on
            coarse.source = exact_groups.source
            and coarse.album_key = exact_groups.album_key
            and coarse.lead_artist_id = exact_groups.lead_artist_id
            and exact_groups.first_day - coarse.last_day <= 366
            and coarse.first_day - exact_groups.last_day <= 366
    where coarse.first_day < coarse.last_day
    group by 1, 2, 3, 4, 5, 6
),

-- Those make further groups, numbered below zero.
loose_steps as (
    select
        *,
        first_day - max(last_day) over (
            partition by source, album_key, lead_artist_id
            order by first_day asc nulls last, album_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as later_by
    from coarse_fits
    where fitting <> 1
),

dated_members as (
    select source, album_key, lead_artist_id, album_id, first_day, edition_group
    from exact_members
    union all
    select source, album_key, lead_artist_id, album_id, first_day, edition_group
    from coarse_fits
    where fitting = 1
    union all
    select
        source,
        album_key,
        lead_artist_id,
        album_id,
        first_day,
        -1 - cast(sum(case when later_by > 366 then 1 else 0 end) over (
            partition by source, album_key, lead_artist_id
            order by first_day asc nulls last, album_id asc nulls last
            rows between unbounded preceding and current row
        ) as bigint)
    from loose_steps
),

group_counts as (
    select
        source,
        album_key,
        lead_artist_id,
        count(distinct edition_group) as groups,
        min(edition_group) as only_group
    from dated_members
    group by 1, 2, 3
),

members as (
    select source, album_id, cast(edition_group as varchar) as edition_group
    from dated_members
    union all
    select
        undated.source,
        undated.album_id,
        case when group_counts.groups = 1 then cast(group_counts.only_group as varchar) else 'unknown' end
    from comparable as undated
    left join group_counts
        on
            undated.source = group_counts.source
            and undated.album_key = group_counts.album_key
            and undated.lead_artist_id = group_counts.lead_artist_id
    where undated.first_day is null
),

-- An album represents a single of its name. Otherwise the earliest edition does, and of these the one with the shortest title.
ranked as (
    select
        spans.source,
        spans.album_id,
        first_value(spans.album_id) over (
            partition by spans.source, spans.album_key, spans.lead_artist_id, members.edition_group
            order by
                case when spans.album_type = 'single' then 1 else 0 end asc nulls last,
                spans.released_from asc nulls last,
                length(spans.album_name) asc nulls last,
                spans.album_id asc nulls last
            rows between unbounded preceding and current row
        ) as main_album_id,
        count(*) over (
            partition by spans.source, spans.album_key, spans.lead_artist_id, members.edition_group
        ) as editions,
        min(spans.release_date) over (
            partition by spans.source, spans.album_key, spans.lead_artist_id, members.edition_group
        ) as first_release_date
    from spans
    inner join members
        on spans.source = members.source and spans.album_id = members.album_id
)

-- An album without a title or a lead artist, or with a name of its own, is by itself.
select
    spans.source,
    spans.album_id,
    coalesce(ranked.main_album_id, spans.album_id) as main_album_id,
    case when ranked.editions > 1 then 'title' else 'itself' end as rule,
    case
        when ranked.editions > 1
            then spans.album_key || ' / ' || spans.lead_artist_id || coalesce(' / ' || ranked.first_release_date, '')
    end as evidence,
    spans.lead_artist_id,
    spans.released_from,
    spans.released_to
from spans
left join ranked
    on spans.source = ranked.source and spans.album_id = ranked.album_id

-- grain: one row per stretch of issues on which an artist had a song
-- title: Longest time on the chart without a break
-- question: Which artists had at least one song on the chart for the most issues in a row?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credit = each|lead
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = 20
-- draw: bar of issues by artist, issues = at least, first_date = at most
-- key: place, artist, issues
-- column: place, as in insights.longest_stays
-- column: issues, observed issues of the stretch with a song of the artist; unobserved issues, and those with a hole that may hold a song, do not end it [issues]
-- column: songs, recordings of the artist on these issues [songs]
-- column: first_date, first issue with a song of the artist
-- column: last_date, last issue with a song of the artist
-- column: in_progress, the stretch includes the newest issue of the chart
-- column: censored, the stretch may be longer: it includes the first observed issue of the chart, or an issue within it or next to it is unobserved or has a hole that may hold a song
with issues as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.expected_issues,
        issues.missing_before,
        case when issues.filled_positions < issues.chart_size then 1 else 0 end as has_hole,
        sum(case when issues.filled_positions < issues.chart_size then 0 else 1 end) over (
            order by issues.chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as whole_so_far,
        max(issues.issue_number) over (partition by issues.chart) as newest_issue_number
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

neighbours as (
    select
        *,
        lag(has_hole, 1, 0) over (order by issue_number asc nulls last) as hole_before,
        lead(has_hole, 1, 0) over (order by issue_number asc nulls last) as hole_after,
        lead(missing_before, 1, 0) over (order by issue_number asc nulls last) as missing_after
    from issues
),

span as (
    select
        min(issue_number) as first_issue_number,
        max(issue_number) as last_issue_number,
        max(newest_issue_number) + 1 as size
    from issues
    where chart_date between cast(:from as date) and cast(:to as date)
),

-- The entries of a recording with several songs, or that is missing from an issue with a hole, are counted one by one.
songs as (
    select
        chart_songs.song_id,
        chart_songs.recording_id,
        chart_songs.last_issue_number,
        chart_songs.misses_hole or count(*) over (partition by chart_songs.recording_id) > 1 as is_scattered
    from core.chart_songs as chart_songs
    where chart_songs.source = :source and chart_songs.chart = :chart
),

-- Numbers sort and group many times faster than ids.
credits as (
    select
        songs.song_id,
        counted.artist_id,
        dense_rank() over (order by counted.artist_id asc nulls last) as artist_number
    from songs
    inner join shared.counted_credits as counted
        on songs.song_id = counted.song_id
),

beginnings as (
    select
        entries.recording_id,
        entries.song_id,
        entries.run_number,
        entries.issue_number,
        entries.absence_issues
    from core.notable_entries as entries
    where entries.source = :source and entries.chart = :chart and entries.streak = 1
),

-- A stay ends before the absence that precedes the next one.
stays as (
    select
        beginnings.song_id,
        beginnings.issue_number as first_issue_number,
        coalesce(next_stay.issue_number - next_stay.absence_issues - 1, songs.last_issue_number) as last_issue_number
    from beginnings
    inner join songs
        on beginnings.song_id = songs.song_id
    left join beginnings as next_stay
        on
            beginnings.recording_id = next_stay.recording_id
            and beginnings.run_number + 1 = next_stay.run_number
    where not songs.is_scattered
    union all
    select
        history.song_id,
        history.issue_number,
        history.issue_number
    from core.chart_history as history
    inner join songs
        on history.song_id = songs.song_id
    where
        history.source = :source
        and history.chart = :chart
        and history.is_best
        and songs.is_scattered
),

-- The issues of all artists are numbered one artist after the other, so that no window has a partition.
credited as (
    select
        credits.artist_number,
        stays.song_id,
        credits.artist_number * span.size
        + case when stays.first_issue_number < span.first_issue_number then span.first_issue_number else stays.first_issue_number end
            as first_number,
        credits.artist_number * span.size
        + case when stays.last_issue_number > span.last_issue_number then span.last_issue_number else stays.last_issue_number end
            as last_number,
        credits.artist_number * span.size as number_before
    from stays
    inner join span
        on
            stays.first_issue_number <= span.last_issue_number
            and stays.last_issue_number >= span.first_issue_number
    inner join credits
        on stays.song_id = credits.song_id
),

spans as (
    select
        artist_number,
        number_before,
        first_number,
        max(last_number) as last_number
    from credited
    group by 1, 2, 3
),

in_order as (
    select
        *,
        max(last_number) over (
            order by first_number asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as reached
    from spans
),

-- A stretch begins after an issue without holes that has no song of the artist.
numbered as (
    select
        in_order.artist_number,
        in_order.first_number - in_order.number_before as first_issue_number,
        in_order.last_number - in_order.number_before as last_issue_number,
        case
            when in_order.reached >= in_order.last_number then 0
            when in_order.reached >= in_order.first_number then in_order.last_number - in_order.reached
            else in_order.last_number - in_order.first_number + 1
        end as more_issues,
        sum(case
            when last_issue.issue_number is null then 1
            when first_issue.whole_so_far - (1 - first_issue.has_hole) > last_issue.whole_so_far then 1
            else 0
        end) over (
            order by in_order.first_number asc nulls last
            rows between unbounded preceding and current row
        ) as stretch
    from in_order
    inner join issues as first_issue
        on in_order.first_number - in_order.number_before = first_issue.issue_number
    left join issues as last_issue
        on in_order.reached - in_order.number_before = last_issue.issue_number
),

stretches as (
    select
        stretch,
        max(artist_number) as artist_number,
        cast(sum(more_issues) as bigint) as issues,
        min(first_issue_number) as first_issue_number,
        max(last_issue_number) as last_issue_number
    from numbered
    group by 1
),

ranked as (
    select
        rank() over (order by issues desc nulls last) as place,
        *
    from stretches
    qualify rank() over (order by issues desc nulls last) <= :limit
),

songs_of_stretches as (
    select
        ranked.stretch,
        credits.artist_id,
        count(distinct songs.recording_id) as songs
    from ranked
    inner join credited
        on
            ranked.artist_number = credited.artist_number
            and ranked.first_issue_number <= credited.first_number - credited.number_before
            and ranked.last_issue_number >= credited.last_number - credited.number_before
    inner join songs
        on credited.song_id = songs.song_id
    inner join credits
        on credited.artist_number = credits.artist_number and credited.song_id = credits.song_id
    group by 1, 2
)

select
    ranked.place,
    coalesce(artists.artist_name, songs_of_stretches.artist_id) as artist,
    ranked.issues,
    songs_of_stretches.songs,
    first_issue.chart_date as first_date,
    last_issue.chart_date as last_date,
    last_issue.issue_number = last_issue.newest_issue_number as in_progress,
    ranked.first_issue_number = 1
    or first_issue.missing_before > 0
    or last_issue.missing_after > 0
    or first_issue.hole_before = 1
    or last_issue.hole_after = 1
    or last_issue.expected_issues - first_issue.expected_issues > ranked.issues - 1 as censored,
    songs_of_stretches.artist_id
from ranked
inner join songs_of_stretches
    on ranked.stretch = songs_of_stretches.stretch
inner join neighbours as first_issue
    on ranked.first_issue_number = first_issue.issue_number
inner join neighbours as last_issue
    on ranked.last_issue_number = last_issue.issue_number
left join core.known_artists as artists
    on songs_of_stretches.artist_id = artists.artist_id and artists.source = :source
order by ranked.place asc nulls last, first_issue.chart_date asc nulls last, artist asc nulls last, songs_of_stretches.artist_id asc nulls last

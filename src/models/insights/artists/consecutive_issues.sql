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

-- Numbers sort and group many times faster than ids.
credits as (
    select
        counted.artist_id,
        chart_songs.song_id,
        dense_rank() over (order by counted.artist_id asc nulls last) as artist_number
    from core.chart_songs as chart_songs
    inner join shared.counted_credits as counted
        on chart_songs.song_id = counted.song_id
    where chart_songs.source = :source and chart_songs.chart = :chart
),

entries as (
    select
        history.issue_number,
        history.recording_id,
        history.song_id
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
),

credited as (
    select distinct
        credits.artist_number,
        entries.issue_number
    from entries
    inner join credits
        on entries.song_id = credits.song_id
),

artist_issues as (
    select
        credited.artist_number,
        credited.issue_number,
        issues.whole_so_far,
        issues.has_hole
    from credited
    inner join issues
        on credited.issue_number = issues.issue_number
),

-- A stretch begins after an issue without holes that has no song of the artist.
breaks as (
    select
        artist_number,
        issue_number,
        case
            when
                whole_so_far - (1 - has_hole) > lag(whole_so_far) over (
                    partition by artist_number order by issue_number asc nulls last
                )
                then 1
            else 0
        end as is_break
    from artist_issues
),

numbered as (
    select
        artist_number,
        issue_number,
        sum(is_break) over (
            partition by artist_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as stretch
    from breaks
),

stretches as (
    select
        artist_number,
        stretch,
        count(*) as issues,
        min(issue_number) as first_issue_number,
        max(issue_number) as last_issue_number
    from numbered
    group by 1, 2
),

ranked as (
    select
        rank() over (order by issues desc nulls last) as place,
        *
    from stretches
    qualify rank() over (order by issues desc nulls last) <= :limit
),

songs as (
    select
        ranked.artist_number,
        ranked.stretch,
        credits.artist_id,
        count(distinct entries.recording_id) as songs
    from ranked
    inner join credits
        on ranked.artist_number = credits.artist_number
    inner join entries
        on
            credits.song_id = entries.song_id
            and ranked.first_issue_number <= entries.issue_number
            and ranked.last_issue_number >= entries.issue_number
    group by 1, 2, 3
)

select
    ranked.place,
    coalesce(artists.artist_name, songs.artist_id) as artist,
    ranked.issues,
    songs.songs,
    first_issue.chart_date as first_date,
    last_issue.chart_date as last_date,
    last_issue.issue_number = last_issue.newest_issue_number as in_progress,
    ranked.first_issue_number = 1
    or first_issue.missing_before > 0
    or last_issue.missing_after > 0
    or first_issue.hole_before = 1
    or last_issue.hole_after = 1
    or last_issue.expected_issues - first_issue.expected_issues > ranked.issues - 1 as censored,
    songs.artist_id
from ranked
inner join songs
    on ranked.artist_number = songs.artist_number and ranked.stretch = songs.stretch
inner join neighbours as first_issue
    on ranked.first_issue_number = first_issue.issue_number
inner join neighbours as last_issue
    on ranked.last_issue_number = last_issue.issue_number
left join core.artists as artists
    on songs.artist_id = artists.artist_id and artists.source = :source
order by ranked.place asc nulls last, first_issue.chart_date asc nulls last, artist asc nulls last, songs.artist_id asc nulls last

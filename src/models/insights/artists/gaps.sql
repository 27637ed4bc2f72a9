-- grain: one row per time between two appearances of an artist
-- title: Longest waits of artists
-- question: How long did artists wait for their next no. 1, or to be back on the chart?
-- parameter: chart = the global one
-- parameter: between = number_ones|issues, what ends a wait: an issue with a no. 1 of the artist, or an issue with any song of the artist
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credit = each|lead
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = 20
-- draw: bar of days by artist, days = at most
-- key: place, artist, days
-- column: place, rank by days; ties share a rank [place]
-- column: days, days from the last issue before to the first one after [days]
-- column: issues, observed issues between the two [issues]
-- column: last_date, last issue before the wait
-- column: last_song, title of the artist's song on this last issue; the best of several
-- column: next_date, first issue after the wait
-- column: next_song, title of the artist's song on that next issue; the best of several
-- column: censored, the wait may be shorter: an issue between the two is unobserved, or has a hole that may hold a song of the artist
with issues as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.expected_issues,
        case when issues.filled_positions < issues.chart_size then 1 else 0 end as has_hole
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

entries as (
    select
        history.issue_number,
        history.position,
        history.song_id
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and (:between = 'issues' or history.position = 1)
),

-- A hole matters only where the answer looks: for no. 1s, an issue without an entry at no. 1.
unknown as (
    select
        issues.issue_number,
        sum(case
            when :between = 'issues' then issues.has_hole
            when leaders.issue_number is null then 1
            else 0
        end) over (
            order by issues.issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as unknown_so_far
    from issues
    left join (
        select distinct history.issue_number
        from core.chart_history as history
        where history.source = :source and history.chart = :chart and history.position = 1
    ) as leaders
        on issues.issue_number = leaders.issue_number
),

credited as (
    select
        credits.artist_id,
        entries.issue_number,
        entries.song_id
    from entries
    inner join shared.counted_credits as credits
        on entries.song_id = credits.song_id
    qualify row_number() over (
        partition by credits.artist_id, entries.issue_number
        order by entries.position asc nulls last, entries.song_id asc nulls last
    ) = 1
),

followed as (
    select
        *,
        lead(issue_number) over (partition by artist_id order by issue_number asc nulls last) as next_issue_number,
        lead(issue_number) over (partition by artist_id order by issue_number asc nulls last) - issue_number - 1 as issues,
        lead(song_id) over (partition by artist_id order by issue_number asc nulls last) as next_song_id
    from credited
),

waits as (
    select
        followed.artist_id,
        followed.song_id,
        followed.next_song_id,
        last_issue.chart_date as last_date,
        next_issue.chart_date as next_date,
        datediff('day', last_issue.chart_date, next_issue.chart_date) as days,
        followed.issues,
        next_issue.expected_issues - last_issue.expected_issues - 1 > followed.issues as has_unobserved,
        followed.issue_number,
        followed.next_issue_number
    from followed
    inner join issues as last_issue
        on followed.issue_number = last_issue.issue_number
    inner join issues as next_issue
        on followed.next_issue_number = next_issue.issue_number
    where followed.issues > 0
),

ranked as (
    select
        rank() over (order by days desc nulls last) as place,
        *
    from waits
    qualify rank() over (order by days desc nulls last) <= :limit
)

select
    ranked.place,
    coalesce(artists.artist_name, ranked.artist_id) as artist,
    ranked.days,
    ranked.issues,
    ranked.last_date,
    last_names.song as last_song,
    ranked.next_date,
    next_names.song as next_song,
    ranked.has_unobserved or unknown_before.unknown_so_far > unknown_then.unknown_so_far as censored,
    ranked.artist_id
from ranked
inner join unknown as unknown_then
    on ranked.issue_number = unknown_then.issue_number
inner join unknown as unknown_before
    on ranked.next_issue_number - 1 = unknown_before.issue_number
left join core.known_artists as artists
    on ranked.artist_id = artists.artist_id and artists.source = :source
left join shared.names_of_chart as last_names
    on ranked.song_id = last_names.song_id
left join shared.names_of_chart as next_names
    on ranked.next_song_id = next_names.song_id
order by ranked.place asc nulls last, ranked.last_date asc nulls last, artist asc nulls last, ranked.artist_id asc nulls last

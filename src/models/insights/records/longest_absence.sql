-- grain: one row per absence that a song came back from
-- title: Longest absences
-- question: Which songs were away the longest before they came back?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: limit = 20
-- draw: bar of absence_issues by song, absence_issues = at least
-- key: place, song, artists, absence_issues
-- column: place, rank by absent issues; ties share a rank [place]
-- column: last_date, as in insights.re_entries
-- column: last_position, as in insights.re_entries
-- column: chart_date, issue on which the song was back
-- column: censored, an issue of the absence is unobserved, so the song may have been away longer, or was back in between
-- The end of an absence is a re-entry of the span. A song is not back if the source's previous position says that it was on
-- the previous issue.
with issues as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.expected_issues,
        sum(case when issues.filled_positions < issues.chart_size then 1 else 0 end) over (
            order by issues.chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as holes_so_far
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

absences as (
    select
        rank() over (order by history.absence_issues desc nulls last) as place,
        history.chart_date,
        history.issue_number,
        history.position,
        history.absence_issues,
        history.absence_days,
        history.run_number,
        history.recording_id,
        history.song_id
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and history.status = 'RE'
        and history.source_previous_position is null
        and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
    qualify rank() over (order by history.absence_issues desc nulls last) <= :limit
)

select
    absences.place,
    names.song,
    names.artists,
    absences.absence_issues,
    absences.absence_days,
    last_issue.chart_date as last_date,
    last_entry.position as last_position,
    absences.chart_date,
    absences.position,
    absences.run_number,
    this_issue.expected_issues - last_issue.expected_issues - 1 > absences.absence_issues as censored,
    issue_before.holes_so_far > last_issue.holes_so_far as maybe_in_hole,
    absences.recording_id
from absences
inner join issues as this_issue
    on absences.issue_number = this_issue.issue_number
inner join issues as issue_before
    on absences.issue_number - 1 = issue_before.issue_number
inner join issues as last_issue
    on absences.issue_number - absences.absence_issues - 1 = last_issue.issue_number
inner join core.chart_history as last_entry
    on
        last_issue.chart_date = last_entry.chart_date
        and absences.recording_id = last_entry.recording_id
        and last_entry.source = :source
        and last_entry.chart = :chart
        and last_entry.is_best
left join shared.names_of_chart as names
    on absences.song_id = names.song_id
order by absences.place asc nulls last, absences.chart_date asc nulls last, absences.recording_id asc nulls last

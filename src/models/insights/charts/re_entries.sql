-- grain: one row per issue and song that is back after an absence
-- title: Re-entries
-- question: Which songs are back on the chart, and how long were they away?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: from = the issue of --on
-- parameter: to = the issue of --on
-- parameter: artist = all
-- parameter: across_gaps = false
-- parameter: limit = all
-- draw: table, peak_position = at best, absence_issues = at least, issues_on_chart = at least
-- key: chart_date, position, song, artists, absence_issues, absence_days
-- column: last_date, date of the issue on which the song was last seen
-- column: last_position, position on that issue [position]
-- A song is not back if the source's previous position says that it was on the previous issue, e.g. below our depth.
-- A span of one issue is named as its day, as in shared.compared_issues.
with compared as (
    select *
    from shared.compared_issues as shared_issues
),

returned as (
    select history.*
    from core.chart_history as history
    inner join compared
        on
            history.source = compared.source
            and history.chart = compared.chart
            and history.chart_date = compared.chart_date
    where
        history.chart_date between cast(:from as date) and cast(:to as date)
        and history.chart_date = case when :from = :to then cast(:from as date) else history.chart_date end
        and history.is_best
        and history.status = 'RE'
        and history.position <= compared.depth
        and history.source_previous_position is null
        and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
),

absences as (
    select
        returned.recording_id,
        returned.chart_date,
        max(case when issues.filled_positions < issues.chart_size then 1 else 0 end) = 1 as maybe_in_hole
    from returned
    inner join core.published_issues as issues
        on
            returned.source = issues.source
            and returned.chart = issues.chart
            and returned.issue_number - returned.absence_issues <= issues.issue_number
            and returned.issue_number > issues.issue_number
    where issues.source = :source and issues.chart = :chart
    group by 1, 2
)

select
    returned.chart_date,
    returned.position,
    names.song,
    names.artists,
    returned.absence_issues,
    returned.absence_days,
    returned.debut_censored or returned.expected_since_debut > returned.observed_since_debut as censored,
    last_issue.chart_date as last_date,
    last_entry.position as last_position,
    returned.peak_position,
    returned.issues_on_chart,
    returned.run_number,
    coalesce(absences.maybe_in_hole, false) as maybe_in_hole,
    returned.song_id
from returned
inner join core.published_issues as last_issue
    on
        returned.source = last_issue.source
        and returned.chart = last_issue.chart
        and returned.issue_number - returned.absence_issues - 1 = last_issue.issue_number
inner join core.chart_history as last_entry
    on
        last_issue.source = last_entry.source
        and last_issue.chart = last_entry.chart
        and last_issue.chart_date = last_entry.chart_date
        and returned.recording_id = last_entry.recording_id
        and last_entry.is_best
left join absences
    on returned.recording_id = absences.recording_id and returned.chart_date = absences.chart_date
left join shared.names_of_chart as names
    on returned.song_id = names.song_id
where
    last_issue.source = :source
    and last_issue.chart = :chart
    and last_entry.source = :source
    and last_entry.chart = :chart
qualify cast(:limit as bigint) is null or rank() over (
    partition by returned.chart_date order by returned.position asc nulls last
) <= cast(:limit as bigint)
order by returned.chart_date asc nulls last, returned.position asc nulls last, returned.song_id asc nulls last

-- grain: one row per song that is back after an absence
-- title: Re-entries
-- question: Which songs are back on the chart, and how long were they away?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: on = the newest, date of an issue
-- parameter: across_gaps = false, compare with the previous observed issue even if expected ones between are unobserved
-- draw: table, absence_issues = at least, issues_on_chart = at least
-- column: position, place on the chart [position]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: absence_issues, observed issues without the song since it was last seen [issues]
-- column: absence_days, days since it was last seen [days]
-- column: censored, the counts may be larger: the song was on the first observed issue, or issues since its debut are unobserved
-- column: last_date, date of the issue in which it was last seen
-- column: last_position, its place there [position]
-- column: peak_position, best position over all stays [position]
-- column: issues_on_chart, observed issues with the song so far over all stays [issues]
-- column: run_number, which stay this is [stay]
-- column: song_id, id of the song at the source
with compared as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        case when issues.previous_size < issues.chart_size then issues.previous_size else issues.chart_size end as depth
    from core.published_issues as issues
    where
        issues.source = :source
        and issues.chart = :chart
        and issues.chart_date = cast(:on as date)
        and issues.previous_date is not null
        and (issues.missing_before = 0 or cast(:across_gaps as boolean))
),

back as (
    select history.*
    from core.chart_history as history
    inner join compared
        on history.source = compared.source and history.chart = compared.chart and history.chart_date = compared.chart_date
    where history.is_best and history.status = 'RE' and history.position <= compared.depth
)

select
    back.position,
    names.song,
    names.artists,
    back.absence_issues,
    back.absence_days,
    back.debut_censored or back.expected_since_debut > back.observed_since_debut as censored,
    last_issue.chart_date as last_date,
    last_entry.position as last_position,
    back.peak_position,
    back.issues_on_chart,
    back.run_number,
    back.song_id
from back
inner join core.published_issues as last_issue
    on
        back.source = last_issue.source
        and back.chart = last_issue.chart
        and back.issue_number - back.absence_issues - 1 = last_issue.issue_number
inner join core.chart_history as last_entry
    on
        last_issue.source = last_entry.source
        and last_issue.chart = last_entry.chart
        and last_issue.chart_date = last_entry.chart_date
        and back.recording_id = last_entry.recording_id
        and last_entry.is_best
left join core.song_names as names
    on back.source = names.source and back.song_id = names.song_id
order by back.position asc nulls last

-- grain: one row: the song
-- title: Song summary
-- question: What did a song reach on the chart, and when was it last seen?
-- parameter: song
-- parameter: chart = the global one
-- parameter: across_gaps = false, count a climb since the previous observed issue even if expected issues between the two are unobserved
-- draw: table, debut_date = at most, peak_position = at best, issues_on_chart = at least, issues_at_one = at least, issues_in_top_5 = at least, issues_in_top_10 = at least, issues_in_top_40 = at least, longest_stay = at least, points = at least
-- key: song, artists, debut_date, peak_position, issues_on_chart, last_date
-- optional: source_previous_position, source_peak_position, source_issues_on_chart, metric, metric_name
-- column: source_previous_position, the source's own previous position on the last issue with the song [position]
-- column: source_peak_position, the source's own best position so far on that issue [position]
-- column: source_issues_on_chart, the source's own count of issues on that issue [issues]
-- column: metric, what the source measured for that issue, e.g. streams
-- column: metric_name, what the source measures, e.g. streams
-- column: issues_in_top_5, observed issues in the top five [issues]
-- column: issues_in_top_10, observed issues in the top ten [issues]
-- column: issues_in_top_40, observed issues in the top forty [issues]
-- column: climbs, issues on which the song was higher than on the previous one [issues]
-- column: falls, issues on which the song was lower than on the previous one [issues]
-- column: stays, how often the song entered the chart [stays]
-- column: longest_stay, most consecutive observed issues on the chart [issues]
-- column: points, as in core.chart_songs
-- column: censored, the counts may be larger and the debut earlier: the song was on the first observed issue, or issues since its debut or right after the last one are unobserved or have a hole that may hold it
with recording as (
    select history.*
    from core.chart_history as history
    where history.source = :source and history.chart = :chart and history.recording_id = :song and history.is_best
),

newest as (
    select *
    from recording
    qualify row_number() over (order by chart_date desc nulls last) = 1
),

totals as (
    select
        recording_id,
        sum(case when position = 1 then 1 else 0 end) as issues_at_one,
        sum(case when position <= 5 then 1 else 0 end) as issues_in_top_5,
        sum(case when position <= 10 then 1 else 0 end) as issues_in_top_10,
        sum(case when position <= 40 then 1 else 0 end) as issues_in_top_40,
        sum(case when movement > 0 and (missing_before = 0 or cast(:across_gaps as boolean)) then 1 else 0 end) as climbs,
        sum(case when movement < 0 and (missing_before = 0 or cast(:across_gaps as boolean)) then 1 else 0 end) as falls,
        max(streak) as longest_stay,
        sum(points) as points
    from recording
    group by 1
),

issues as (
    select
        issues.chart_date,
        lead(issues.missing_before, 1, 0) over (order by issues.chart_date asc nulls last) as missing_after,
        lead(issues.filled_positions < issues.chart_size, 1, false) over (order by issues.chart_date asc nulls last) as has_hole_after,
        max(issues.chart_date) over (partition by issues.chart) as newest_date
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
)

select
    names.song,
    names.artists,
    newest.debut_date,
    newest.debut_position,
    newest.peak_position,
    newest.peak_date,
    newest.issues_at_peak,
    newest.issues_on_chart,
    cast(totals.issues_at_one as bigint) as issues_at_one,
    cast(totals.issues_in_top_5 as bigint) as issues_in_top_5,
    cast(totals.issues_in_top_10 as bigint) as issues_in_top_10,
    cast(totals.issues_in_top_40 as bigint) as issues_in_top_40,
    cast(totals.climbs as bigint) as climbs,
    cast(totals.falls as bigint) as falls,
    newest.run_number as stays,
    totals.longest_stay,
    cast(totals.points as bigint) as points,
    newest.chart_date as last_date,
    newest.position as last_position,
    newest.chart_date = issues.newest_date as on_chart,
    newest.source_previous_position,
    newest.source_peak_position,
    newest.source_issues_on_chart,
    newest.metric,
    newest.metric_name,
    newest.debut_censored or newest.expected_since_debut > newest.observed_since_debut or issues.missing_after > 0 or issues.has_hole_after as censored,
    newest.recording_id
from newest
inner join totals
    on newest.recording_id = totals.recording_id
inner join issues
    on newest.chart_date = issues.chart_date
left join shared.names_of_chart as names
    on newest.song_id = names.song_id
order by newest.recording_id asc nulls last

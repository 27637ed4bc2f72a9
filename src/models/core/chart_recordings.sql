-- grain: one row per recording of a chart, with totals over all its entries, under all its ids
-- materialized: chart
-- column: expected_issues, issues that the calendar expected after first_date up to last_date [issues]
-- column: best_position, as in core.chart_songs
-- column: misses_hole, an issue with positions without an entry lacks one of its songs, as misses_hole in core.chart_songs says
-- column: is_censored, one of its songs is censored, or an issue between its first and last one is unobserved
with recordings as (
    select
        chart_songs.source,
        chart_songs.chart,
        chart_songs.recording_id,
        min(chart_songs.first_date) as first_date,
        max(chart_songs.last_date) as last_date,
        min(chart_songs.first_issue_number) as first_issue_number,
        max(chart_songs.last_issue_number) as last_issue_number,
        max(chart_songs.last_expected) - min(chart_songs.first_expected) as expected_issues,
        cast(sum(chart_songs.issues) as bigint) as issues,
        cast(sum(chart_songs.issues_at_one) as bigint) as issues_at_one,
        min(chart_songs.best_position) as best_position,
        max(case when chart_songs.misses_hole then 1 else 0 end) = 1 as misses_hole,
        max(case when chart_songs.is_censored then 1 else 0 end) = 1 as has_censored_song
    from core.chart_songs as chart_songs
    inner join core.charts_in_scope as in_scope
        on chart_songs.source = in_scope.source and chart_songs.chart = in_scope.chart
    group by 1, 2, 3
)

select
    source,
    chart,
    recording_id,
    first_date,
    last_date,
    first_issue_number,
    last_issue_number,
    expected_issues,
    issues,
    issues_at_one,
    best_position,
    misses_hole,
    has_censored_song or expected_issues > last_issue_number - first_issue_number as is_censored
from recordings

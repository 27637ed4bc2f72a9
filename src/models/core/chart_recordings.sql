-- grain: one row per recording of a chart, with totals over all its entries, under all its ids
-- column: best_position, as in core.chart_songs
-- column: is_censored, one of its songs is censored, or an issue between its first and last one is unobserved
select
    chart_songs.source,
    chart_songs.chart,
    chart_songs.recording_id,
    min(chart_songs.first_date) as first_date,
    max(chart_songs.last_date) as last_date,
    cast(sum(chart_songs.issues) as bigint) as issues,
    cast(sum(chart_songs.issues_at_one) as bigint) as issues_at_one,
    min(chart_songs.best_position) as best_position,
    max(case when chart_songs.is_censored then 1 else 0 end) = 1
    or max(chart_songs.last_expected) - min(chart_songs.first_expected)
    > max(chart_songs.last_issue_number) - min(chart_songs.first_issue_number) as is_censored
from core.chart_songs as chart_songs
group by 1, 2, 3

-- grain: one row per recording of the chart :chart, with totals over all its entries
-- column: best_position, as in core.chart_songs
-- column: is_censored, as in core.chart_recordings
-- The id is written as in shared.names_of_chart, for the same reason.
select
    chart_recordings.recording_id || '' as recording_id,
    chart_recordings.first_date,
    chart_recordings.last_date,
    chart_recordings.issues,
    chart_recordings.issues_at_one,
    chart_recordings.best_position,
    chart_recordings.is_censored
from core.chart_recordings as chart_recordings
where chart_recordings.source = :source and chart_recordings.chart = :chart

-- grain: one row per position and song of a published issue, with the history of its song on the chart up to that issue
-- key: issue_key, position, song_key
-- refers: issue_key to issues, song_key to songs
-- derived: previous_position, movement, status, debut_date, debut_position, debut_censored, peak_position, peak_date, issues_at_peak, issues_on_chart, streak, run_number, absence_issues, absence_days, points, points_share, observed_since_debut, expected_since_debut, coverage
-- If a source forbids derived metrics and its terms are not accepted, the derived columns of its charts are empty.
select
    history.source || '/' || history.chart || '/' || lpad(cast(extract(year from history.chart_date) as varchar), 4, '0')
    || '-' || lpad(cast(extract(month from history.chart_date) as varchar), 2, '0')
    || '-' || lpad(cast(extract(day from history.chart_date) as varchar), 2, '0') as issue_key,
    history.source || '/' || history.song_id as song_key,
    history.source || '/' || history.recording_id as recording_key,
    history.source,
    history.chart,
    history.chart_date,
    history.chart_size,
    history.position,
    history.is_best,
    history.metric,
    history.metric_name,
    history.added_at,
    history.source_previous_position,
    history.source_peak_position,
    history.source_issues_on_chart,
    history.previous_position,
    history.movement,
    history.status,
    history.debut_date,
    history.debut_position,
    history.debut_censored,
    history.peak_position,
    history.peak_date,
    history.issues_at_peak,
    history.issues_on_chart,
    history.streak,
    history.run_number,
    history.absence_issues,
    history.absence_days,
    history.points,
    history.points_share,
    history.observed_since_debut,
    history.expected_since_debut,
    history.coverage
from core.chart_history as history

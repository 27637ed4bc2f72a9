-- grain: one row per position of a published issue, with all that the chart says of its song so far
-- key: issue_key, position
-- refers: issue_key to issues, song_key to songs
-- derived: previous_position, movement, status, debut_date, debut_position, debut_censored, peak_position, peak_date, issues_at_peak, issues_on_chart, streak, run_number, absence_issues, absence_days, points, points_share, observed_since_debut, expected_since_debut, coverage
-- column: issue_key, the issue
-- column: song_key, the song
-- column: recording_key, the recording: songs whose track ids were found to be one; count and group by it
-- column: source, chart source, e.g. simulator, spotify, deezer
-- column: chart, slug of the chart, stable for ever
-- column: chart_date, the day that the chart describes
-- column: chart_size, items of the raw list, or the largest position where positions are given
-- column: position, place in the raw list, from 1
-- column: is_best, the better row of its recording in the issue; its other rows repeat it and have no points
-- column: metric, what the source counts, see metric_name
-- column: metric_name, streams or listens
-- column: added_at, when the song was put on the playlist, UTC
-- column: source_previous_position, the publisher's own previous position
-- column: source_peak_position, the publisher's own peak position
-- column: source_issues_on_chart, the publisher's own count of days or weeks
-- column: previous_position, position in the previous observed issue; null if absent there [position]
-- column: movement, previous position minus this one; positive is up [positions]
-- column: status, FIRST (first observed issue of the chart), NEW (in no earlier issue), RE (earlier, but not in the previous one), UP, DOWN or SAME
-- column: debut_date, first issue with the recording
-- column: debut_position, position there [position]
-- column: debut_censored, the debut is the first observed issue of the chart: the true one may be earlier
-- column: peak_position, best position so far over all stays [position]
-- column: peak_date, first issue at the peak
-- column: issues_at_peak, issues at the peak so far [issues]
-- column: issues_on_chart, observed issues with the recording so far over all stays [issues]
-- column: streak, consecutive observed issues up to this one, going on over unobserved ones [issues]
-- column: run_number, which stay this is, from 1 [stay]
-- column: absence_issues, on a re-entry the observed issues since it was last seen [issues]
-- column: absence_days, on a re-entry the days since it was last seen [days]
-- column: points, chart size + 1 - position [points]
-- column: points_share, points divided by the chart size, for sums over charts of different size [points]
-- column: observed_since_debut, observed issues from the debut to this one [issues]
-- column: expected_since_debut, issues that the calendar expected from the last one without the song to this one [issues]
-- column: coverage, observed divided by expected issues since then; below 1 the counts are lower bounds: the song may have been on unobserved issues, also before its debut
-- The derived columns are empty in an export of a chart whose source forbids derived metrics until its terms are accepted.
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

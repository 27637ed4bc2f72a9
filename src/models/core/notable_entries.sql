-- grain: one row per entry that begins a stay or is at no. 1
-- materialized: issue
-- column: is_debut, the song is new to the chart, and the source knows no earlier issue with it either
-- column: is_censored, its counts may be larger: an issue up to this one is unobserved or has a hole that may hold the song
-- Few entries do, and questions about stays and reigns read only these.
select
    history.source,
    history.chart,
    history.chart_date,
    history.issue_number,
    history.position,
    history.song_id,
    history.recording_id,
    history.issues_on_chart,
    history.streak,
    history.run_number,
    history.absence_issues,
    history.debut_date,
    history.debut_position,
    history.status = 'NEW'
    and history.source_previous_position is null
    and coalesce(history.source_issues_on_chart, 1) <= 1 as is_debut,
    history.debut_censored or history.expected_since_debut > history.observed_since_debut as is_censored
from core.chart_history as history
inner join core.charts_in_scope as in_scope
    on
        history.source = in_scope.source
        and history.chart = in_scope.chart
        and history.chart_date >= in_scope.changed_from
where history.is_best and (history.streak = 1 or history.position = 1)

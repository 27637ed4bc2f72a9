-- grain: one row per entry that begins a stay or is at no. 1
-- materialized: issue
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
    history.absence_issues
from core.chart_history as history
inner join core.charts_in_scope as in_scope
    on
        history.source = in_scope.source
        and history.chart = in_scope.chart
        and history.chart_date >= in_scope.changed_from
where history.is_best and (history.streak = 1 or history.position = 1)

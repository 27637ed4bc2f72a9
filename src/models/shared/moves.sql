-- grain: one row per entry of the chart :chart in the span that rose or fell since the previous observed issue, of :artist alone if given
-- A span of one issue is named as its day, as in shared.compared_issues.
select
    history.chart_date,
    history.movement,
    history.position,
    history.previous_position,
    history.song_id
from core.chart_history as history
where
    history.source = :source
    and history.chart = :chart
    and history.chart_date between cast(:from as date) and cast(:to as date)
    and history.chart_date = case when :from = :to then cast(:from as date) else history.chart_date end
    and history.is_best
    and history.movement <> 0
    and (history.missing_before = 0 or cast(:across_gaps as boolean))
    and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)

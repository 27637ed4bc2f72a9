-- grain: one row per entry that rose or fell since the previous observed issue
select
    history.source,
    history.chart,
    history.chart_date,
    history.missing_before,
    history.movement,
    history.position,
    history.previous_position,
    names.song,
    names.artists,
    history.song_id
from core.chart_history as history
left join core.song_names as names
    on history.source = names.source and history.song_id = names.song_id
where history.is_best and history.movement <> 0

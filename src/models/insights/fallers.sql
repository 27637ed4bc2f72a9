-- grain: one row per song that fell
-- title: Fallers
-- question: Which songs fell the most since the previous issue?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: on = the newest, date of an issue
-- parameter: limit = 10, rows; those that tie with the last are kept
-- parameter: across_gaps = false, compare with the previous observed issue even if expected ones between are unobserved
-- draw: table, movement = movement
-- column: place, rank by movement, ties share it [place]
-- column: movement, previous position minus this one [positions]
-- column: position, place on the chart [position]
-- column: previous_position, place in the previous issue [position]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: song_id, id of the song at the source
select
    rank() over (order by history.movement asc nulls last) as place,
    history.movement,
    history.position,
    history.previous_position,
    names.song,
    names.artists,
    history.song_id
from core.chart_history as history
left join core.song_names as names
    on history.source = names.source and history.song_id = names.song_id
where
    history.source = :source
    and history.chart = :chart
    and history.chart_date = cast(:on as date)
    and history.is_best
    and history.movement < 0
    and (history.missing_before = 0 or cast(:across_gaps as boolean))
qualify rank() over (order by history.movement asc nulls last) <= :limit
order by place asc nulls last, history.position asc nulls last

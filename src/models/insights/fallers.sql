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
    rank() over (order by h.movement asc nulls last) as place,
    h.movement,
    h.position,
    h.previous_position,
    n.song,
    n.artists,
    h.song_id
from core.chart_history as h
left join core.song_names as n
    on h.source = n.source and h.song_id = n.song_id
where
    h.source = :source
    and h.chart = :chart
    and h.chart_date = cast(:on as date)
    and h.is_best
    and h.movement < 0
    and (h.missing_before = 0 or cast(:across_gaps as boolean))
qualify rank() over (order by h.movement asc nulls last) <= :limit
order by place asc nulls last, h.position asc nulls last

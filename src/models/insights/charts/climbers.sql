-- grain: one row per issue and song that rose
-- title: Climbers
-- question: Which songs rose the most since the previous issue?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: from = the issue of --on
-- parameter: to = the issue of --on
-- parameter: artist = all
-- parameter: limit = 10
-- parameter: across_gaps = false
-- draw: table, movement = movement
-- key: chart_date, place, movement, position, previous_position, song, artists
-- column: place, rank by movement on the issue; ties share a rank [place]
with ranked as (
    select
        rank() over (partition by moves.chart_date order by moves.movement desc nulls last) as place,
        moves.*
    from shared.moves as moves
    where moves.movement > 0
    qualify rank() over (partition by moves.chart_date order by moves.movement desc nulls last) <= :limit
)

select
    ranked.chart_date,
    ranked.place,
    ranked.movement,
    ranked.position,
    ranked.previous_position,
    names.song,
    names.artists,
    ranked.song_id
from ranked
left join shared.names_of_chart as names
    on ranked.song_id = names.song_id
order by ranked.chart_date asc nulls last, ranked.place asc nulls last, ranked.position asc nulls last, ranked.song_id asc nulls last

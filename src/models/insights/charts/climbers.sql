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
select
    movers.chart_date,
    rank() over (partition by movers.chart_date order by movers.movement desc nulls last) as place,
    movers.movement,
    movers.position,
    movers.previous_position,
    movers.song,
    movers.artists,
    movers.song_id
from core.movers as movers
where
    movers.source = :source
    and movers.chart = :chart
    and movers.chart_date between cast(:from as date) and cast(:to as date)
    and movers.movement > 0
    and (movers.missing_before = 0 or cast(:across_gaps as boolean))
    and (cast(:artist as varchar) is null or movers.song_id in shared.songs_of_artist)
qualify rank() over (partition by movers.chart_date order by movers.movement desc nulls last) <= :limit
order by movers.chart_date asc nulls last, place asc nulls last, movers.position asc nulls last, movers.song_id asc nulls last

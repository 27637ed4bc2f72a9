-- grain: one row per song that rose
-- title: Climbers
-- question: Which songs rose the most since the previous issue?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: artist = all
-- parameter: limit = 10
-- parameter: across_gaps = false
-- draw: table, movement = movement
-- key: place, movement, position, previous_position, song, artists
-- column: place, rank by movement; ties share a rank [place]
select
    rank() over (order by movers.movement desc nulls last) as place,
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
    and movers.chart_date = cast(:on as date)
    and movers.movement > 0
    and (movers.missing_before = 0 or cast(:across_gaps as boolean))
    and (
        cast(:artist as varchar) is null
        or movers.song_id in (
            select credits.song_id
            from core.song_credits as credits
            where credits.source = :source and credits.artist_id = :artist
        )
    )
qualify rank() over (order by movers.movement desc nulls last) <= :limit
order by place asc nulls last, movers.position asc nulls last, movers.song_id asc nulls last

-- grain: one row per song and issue on which it rose to no. 1
-- title: Biggest jumps to no. 1
-- question: Which songs came from the lowest position to no. 1 in one step?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: limit = 20
-- parameter: across_gaps = false, count jumps since the previous observed issue even if expected issues between the two are unobserved
-- draw: table, movement = movement
-- key: place, song, artists, movement
-- column: place, rank by movement; ties share a rank [place]
-- column: chart_date, issue on which the song was at no. 1
-- Songs that were not on the previous issue made no jump: debuted_at_number_one lists those that are new.
with jumps as (
    select
        rank() over (order by history.movement desc nulls last) as place,
        history.chart_date,
        history.movement,
        history.previous_position,
        history.recording_id,
        history.song_id
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and history.position = 1
        and history.movement > 0
        and (history.missing_before = 0 or cast(:across_gaps as boolean))
        and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
)

select
    jumps.place,
    jumps.chart_date,
    names.song,
    names.artists,
    jumps.movement,
    jumps.previous_position,
    jumps.recording_id
from jumps
left join shared.names_of_chart as names
    on jumps.song_id = names.song_id
where jumps.place <= :limit
order by jumps.place asc nulls last, jumps.chart_date asc nulls last, jumps.recording_id asc nulls last

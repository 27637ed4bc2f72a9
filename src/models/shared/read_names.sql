-- grain: one row per song of the chart :chart, or of all charts if that is null, with its title and credits as text
select
    cast(:source as varchar) as source,
    charted.song_id,
    charted.song,
    charted.artists
from shared.names_of_chart as charted
union all
select
    names.source,
    names.song_id,
    names.song,
    names.artists
from core.song_names as names
where cast(:chart as varchar) is null

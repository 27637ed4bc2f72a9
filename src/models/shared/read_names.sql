-- grain: one row per song of the chart :chart, or of all charts if that is null, with its title and credits as text
select
    names.source,
    names.song_id,
    names.song,
    names.artists
from core.charted_names as names
where names.source = :source and names.chart = :chart
union all
select
    names.source,
    names.song_id,
    names.song,
    names.artists
from core.song_names as names
where cast(:chart as varchar) is null

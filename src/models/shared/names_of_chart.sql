-- grain: one row per song of the chart :chart, and per recording that one of them belongs to, with its title and credits as text
-- Few names of a chart are shown. From a plain column DuckDB would first drop the ids before the first one that is shown and after
-- the last one, which takes twice as long as to join them all.
select
    charted_names.song_id || '' as song_id,
    charted_names.song,
    charted_names.artists,
    charted_names.lead_artist
from core.charted_names as charted_names
where charted_names.source = :source and charted_names.chart = :chart

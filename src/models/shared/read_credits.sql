-- grain: one row per credit of a song of the chart :chart, or of the source :source if that is null, where credits are read as :credits
select charted.*
from shared.credits_of_chart as charted
union all
select
    credits.song_id,
    credits.artist_id,
    credits.credit_position,
    credits.credit_count
from core.credit_lists as credits
where cast(:chart as varchar) is null and credits.source = :source and credits.credits_as = :credits

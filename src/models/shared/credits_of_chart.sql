-- grain: one row per credit of a song of the chart :chart, where credits are read as :credits
select
    credits.song_id,
    credits.artist_id,
    credits.credit_position,
    credits.credit_count
from core.charted_credits as credits
where credits.source = :source and credits.chart = :chart and credits.credits_as in (:credits, 'both')

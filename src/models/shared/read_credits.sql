-- grain: one row per credit of a song of the source :source, where credits are read as :credits
select
    credits.song_id,
    credits.artist_id,
    credits.credit_position,
    credits.credit_count
from core.credit_lists as credits
where credits.source = :source and credits.credits_as = :credits

-- grain: one row per credit of a song, for each way of reading credits
-- column: credits_as, text: a text of credits is one artist; split: it is the artists in it
select
    'text' as credits_as,
    source,
    song_id,
    artist_id,
    credit_position,
    credit_count
from core.song_artists
union all
select
    'split' as credits_as,
    source,
    song_id,
    artist_id,
    credit_position,
    credit_count
from core.song_credits

-- grain: one row per credit: an artist on a song
-- key: song_key, credit_position
-- refers: song_key to songs, artist_key to artists
-- A text of credits counts as the names in it, as in the insights; the text is in songs.artists.
-- column: credit_share, 1 divided by the number of credited artists, for sums in which each entry counts once
select
    credits.source || '/' || credits.song_id as song_key,
    credits.source || '/' || credits.artist_id as artist_key,
    credits.source,
    credits.song_id,
    credits.artist_id,
    credits.credit_position,
    cast(credits.credit_count as bigint) as credit_count,
    cast(1 as double) / nullif(credits.credit_count, 0) as credit_share
from core.song_credits as credits

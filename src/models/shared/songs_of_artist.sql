-- grain: one row per song that credits the artist :artist
select credits.song_id
from core.song_credits as credits
where credits.source = :source and credits.artist_id = :artist

-- grain: one row per pair of songs that a person split, but that are one recording
-- level: error
-- scope: global
-- rule: two songs that a person split are two recordings, so no chain of joins may connect them
-- repair: hitparade split {song_id} {other_song_id} --source {source} --withdraw
-- column: other_song_id, the song that it was split from
select
    decisions.source,
    decisions.song_id,
    decisions.other_song_id,
    first_song.recording_id
from core.decisions as decisions
inner join core.recordings as first_song
    on decisions.source = first_song.source and decisions.song_id = first_song.song_id
inner join core.recordings as other_song
    on decisions.source = other_song.source and decisions.other_song_id = other_song.song_id
where decisions.decision = 'split' and first_song.recording_id = other_song.recording_id

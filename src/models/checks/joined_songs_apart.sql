-- grain: one row per pair of songs that a person joined, but that are two recordings
-- level: error
-- scope: global
-- rule: two songs that a person joined are one recording
-- column: other_song_id, the song that it was joined with
-- column: recording_id, recording of the first song
-- column: other_recording_id, recording of the second song
select
    decisions.source,
    decisions.song_id,
    decisions.other_song_id,
    first_song.recording_id,
    other_song.recording_id as other_recording_id
from core.decisions as decisions
inner join core.recordings as first_song
    on decisions.source = first_song.source and decisions.song_id = first_song.song_id
inner join core.recordings as other_song
    on decisions.source = other_song.source and decisions.other_song_id = other_song.song_id
where decisions.decision = 'join' and first_song.recording_id <> other_song.recording_id

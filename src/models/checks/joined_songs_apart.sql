-- grain: one row per pair of songs that are decided to be one recording and are two
-- level: error
-- scope: global
-- rule: songs that a person has decided to be one recording are one
-- column: other_song_id, the song that it was joined with
-- column: recording_id, recording of the first song
-- column: other_recording_id, recording of the second song
select
    d.source,
    d.song_id,
    d.other_song_id,
    a.recording_id,
    b.recording_id as other_recording_id
from core.decisions as d
inner join core.recordings as a
    on d.source = a.source and d.song_id = a.song_id
inner join core.recordings as b
    on d.source = b.source and d.other_song_id = b.song_id
where d.decision = 'join' and a.recording_id <> b.recording_id

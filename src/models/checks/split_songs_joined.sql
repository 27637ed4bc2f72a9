-- grain: one row per pair of songs that are decided apart and still are one recording
-- level: error
-- scope: global
-- rule: songs that a person has decided to be two recordings are two, so that no joins lead from one to the other
-- column: other_song_id, the song that it was parted from
select
    d.source,
    d.song_id,
    d.other_song_id,
    a.recording_id
from core.decisions as d
inner join core.recordings as a
    on d.source = a.source and d.song_id = a.song_id
inner join core.recordings as b
    on d.source = b.source and d.other_song_id = b.song_id
where d.decision = 'split' and a.recording_id = b.recording_id

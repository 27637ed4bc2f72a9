-- grain: one row per song; which recording it is
-- kept: source
-- column: recording_id, the song id under which the recording was seen first
-- column: rule, why the song belongs to it
-- column: evidence, the value on which that rests
-- Here every song is a recording of its own.
select distinct
    s.source,
    s.song_id,
    s.song_id as recording_id,
    'itself' as rule,
    cast(null as varchar) as evidence
from landing.songs as s
where s.source in (select c.source from core.charts_in_scope as c)

-- grain: one row per song and set of identity keys that it ever had
-- kept: song
-- column: duration_ms, newest known length of the song, whatever its keys were then [ms]
-- A source renames songs and completes credits while another id already stands for the song as it was called
-- before, so what was once the same counts. A song without title or credits has nothing that could be the same.
-- Songs that are identified by their text have no keys: their exact text is all that is known of them.
with seen as (
    select distinct
        l.source,
        l.song_id,
        l.title_key,
        l.variant_key,
        l.credit_key
    from landing.songs as l
    inner join core.snapshots as s
        on
            l.source = s.source
            and l.chart = s.chart
            and l.chart_date = s.chart_date
            and l.snapshot_id = s.snapshot_id
            and l.transform_version = s.transform_version
    inner join core.songs_in_scope as x
        on l.source = x.source and l.song_id = x.song_id
    where s.identity <> 'text' and l.title_key <> '-' and l.credit_key <> '-'
)

select
    k.source,
    k.song_id,
    k.title_key,
    k.variant_key,
    k.credit_key,
    s.duration_ms
from seen as k
inner join core.songs as s
    on k.source = s.source and k.song_id = s.song_id

-- grain: one row per song and set of identity keys that it ever had
-- kept: song
-- column: duration_ms, newest known length of the song, whatever its keys were then [ms]
-- A source renames songs and completes credits while another id already stands for the song as it was called
-- before, so what was once the same counts. A song without title or credits has nothing that could be the same.
-- Songs that are identified by their text have no keys: their exact text is all that is known of them.
with seen as (
    select distinct
        songs.source,
        songs.song_id,
        songs.title_key,
        songs.variant_key,
        songs.credit_key
    from landing.songs as songs
    inner join core.snapshots as snapshots
        on
            songs.source = snapshots.source
            and songs.chart = snapshots.chart
            and songs.chart_date = snapshots.chart_date
            and songs.snapshot_id = snapshots.snapshot_id
            and songs.transform_version = snapshots.transform_version
    inner join core.songs_in_scope as in_scope
        on songs.source = in_scope.source and songs.song_id = in_scope.song_id
    where snapshots.identity <> 'text' and songs.title_key <> '-' and songs.credit_key <> '-'
)

select
    seen.source,
    seen.song_id,
    seen.title_key,
    seen.variant_key,
    seen.credit_key,
    songs.duration_ms
from seen
inner join core.songs as songs
    on seen.source = songs.source and seen.song_id = songs.song_id

-- grain: one row per song and set of identity keys that it ever had
-- materialized: song
-- column: duration_ms, newest known length of the song, also for older keys [ms]
-- A source may rename a song or complete its credits while another id still has the old name, so former keys count too.
-- A song without a title or credits has no keys. Nor does a song that is identified by its text: its exact text is all
-- that is known of it.
with seen as (
    select distinct
        songs.source,
        songs.song_id,
        songs.title_key,
        songs.variant_key,
        songs.credit_key
    from landing.songs as songs
    inner join core.catalogue_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join core.songs_in_scope as in_scope
        on songs.source = in_scope.source and songs.song_id = in_scope.song_id
    where issues.identity <> 'text' and songs.title_key <> '-' and songs.credit_key <> '-'
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

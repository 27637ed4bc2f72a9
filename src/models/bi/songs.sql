-- grain: one row per song: a track id of a source
-- key: song_key
-- refers: album_key to albums
-- column: album_key, as in bi.albums
-- column: duration_ms, newest known length [ms]
with named as (
    select
        recordings.source,
        recordings.song_id,
        recordings.recording_id,
        songs.album_id,
        coalesce(names.song, recordings.song_id) as song,
        names.artists,
        names.lead_artist,
        songs.duration_ms,
        songs.explicit,
        songs.isrc,
        songs.label,
        songs.popularity,
        songs.title_script,
        songs.url
    from core.recordings as recordings
    left join core.songs as songs
        on recordings.source = songs.source and recordings.song_id = songs.song_id
    left join core.song_names as names
        on recordings.source = names.source and recordings.song_id = names.song_id
)

select
    named.source || '/' || named.song_id as song_key,
    named.source || '/' || named.recording_id as recording_key,
    named.source || '/' || named.album_id as album_key,
    named.source,
    named.song_id,
    named.song,
    named.artists,
    named.lead_artist,
    coalesce(first_named.song, named.song) as recording,
    named.duration_ms,
    named.explicit,
    named.isrc,
    named.label,
    named.popularity,
    named.title_script,
    named.url
from named
left join named as first_named
    on named.source = first_named.source and named.recording_id = first_named.song_id

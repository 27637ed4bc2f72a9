-- grain: one row per song: a track id of a source
-- key: song_key
-- refers: album_key to albums
-- column: song_key, source/song_id
-- column: recording_key, the recording that the song is: source and the track id under which it was seen first
-- column: album_key, the album that the song is on
-- column: source, chart source, e.g. simulator, spotify, deezer
-- column: song_id, the track id of the source
-- column: song, title, or the id where the source has removed the title
-- column: artists, names of all credited artists in the order of their credits
-- column: lead_artist, name of the first credited artist
-- column: recording, title of the recording: that of the song under whose id it was seen first
-- column: duration_ms, newest known length [ms]
-- column: explicit, marked as explicit
-- column: isrc, international standard recording code
-- column: label, record label
-- column: popularity, the source's popularity at the fetch; Spotify 0 to 100, Deezer its rank
-- column: title_script, main script of the title: latin, cyrillic, hangul, …
-- column: url, page of the song at the source
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

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
        r.source,
        r.song_id,
        r.recording_id,
        s.album_id,
        coalesce(n.song, r.song_id) as song,
        n.artists,
        n.lead_artist,
        s.duration_ms,
        s.explicit,
        s.isrc,
        s.label,
        s.popularity,
        s.title_script,
        s.url
    from core.recordings as r
    left join core.songs as s
        on r.source = s.source and r.song_id = s.song_id
    left join core.song_names as n
        on r.source = n.source and r.song_id = n.song_id
)

select
    n.source || '/' || n.song_id as song_key,
    n.source || '/' || n.recording_id as recording_key,
    n.source || '/' || n.album_id as album_key,
    n.source,
    n.song_id,
    n.song,
    n.artists,
    n.lead_artist,
    coalesce(f.song, n.song) as recording,
    n.duration_ms,
    n.explicit,
    n.isrc,
    n.label,
    n.popularity,
    n.title_script,
    n.url
from named as n
left join named as f
    on n.source = f.source and n.recording_id = f.song_id

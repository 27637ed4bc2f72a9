-- grain: one row per song of a chart, and per recording that one of them belongs to, with its title and credits as text
-- materialized: charted_song
-- core.song_names chart by chart: a question about one chart finds its names together, and need not look through those of
-- all charts. A recording may have the id of a song that is on other charts alone.
with charted as (
    select
        seen.source,
        seen.chart,
        seen.song_id
    from core.seen_songs as seen
    inner join core.songs_in_scope as in_scope
        on seen.source = in_scope.source and seen.song_id = in_scope.song_id
    union
    select
        seen.source,
        seen.chart,
        recordings.recording_id
    from core.recordings as recordings
    inner join core.songs_in_scope as in_scope
        on recordings.source = in_scope.source and recordings.recording_id = in_scope.song_id
    inner join core.seen_songs as seen
        on recordings.source = seen.source and recordings.song_id = seen.song_id
    where recordings.recording_id <> seen.song_id
)

select
    charted.source,
    charted.chart,
    charted.song_id,
    names.song,
    names.artists,
    names.lead_artist
from charted
inner join core.song_names as names
    on charted.source = names.source and charted.song_id = names.song_id

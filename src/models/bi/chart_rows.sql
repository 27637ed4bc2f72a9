-- grain: one row per position and song of a published issue, with the names of its chart, song, artists and album: one flat table
-- materialized: view
-- key: issue_key, position, song_key
select
    issues.chart_key,
    issues.chart_name,
    entries.chart_date,
    entries.chart_size,
    issues.is_newest,
    entries.position,
    songs.song,
    songs.artists,
    songs.lead_artist,
    songs.recording,
    albums.album,
    entries.status,
    entries.previous_position,
    entries.movement,
    entries.peak_position,
    entries.issues_on_chart,
    entries.points,
    entries.metric,
    entries.metric_name,
    entries.is_best,
    entries.coverage,
    entries.issue_key,
    entries.song_key,
    entries.recording_key
from bi.chart_entries as entries
inner join bi.issues as issues
    on entries.issue_key = issues.issue_key
inner join bi.songs as songs
    on entries.song_key = songs.song_key
left join bi.albums as albums
    on songs.album_key = albums.album_key

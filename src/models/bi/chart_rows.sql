-- grain: one row per position of a published issue with the names of its chart, song, artists and album: one flat table
-- kept: view
-- key: issue_key, position
-- column: chart_key, source/chart, the name that --chart takes
-- column: chart_name, name of the chart at that time
-- column: chart_date, the day that the chart describes
-- column: chart_size, positions of this issue [positions]
-- column: is_newest, the newest observed issue of its chart
-- column: position, place on the chart, from 1 [position]
-- column: song, title, or the id where the source has removed the title
-- column: artists, names of all credited artists in the order of their credits
-- column: lead_artist, name of the first credited artist
-- column: recording, title of the recording
-- column: album, name of the album
-- column: status, FIRST (first observed issue of the chart), NEW (in no earlier issue), RE (earlier, but not in the previous one), UP, DOWN or SAME
-- column: previous_position, position in the previous observed issue; null if absent there [position]
-- column: movement, previous position minus this one; positive is up [positions]
-- column: peak_position, best position so far over all stays [position]
-- column: issues_on_chart, observed issues with the recording so far over all stays [issues]
-- column: points, chart size + 1 - position; null on the worse row of a recording [points]
-- column: is_best, the better row of its recording in the issue; its other rows repeat it and have no points
-- column: coverage, observed divided by expected issues since the debut; below 1 the counts are lower bounds
-- column: issue_key, the issue
-- column: song_key, the song
-- column: recording_key, the recording
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

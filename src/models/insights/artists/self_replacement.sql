-- grain: one row per artist and issue with a new no. 1 of the artist in place of the artist's own
-- title: Own successors at no. 1
-- question: Which artists replaced themselves at no. 1?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credit = each|lead
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = all
-- parameter: across_gaps = false, count changes since the previous observed issue even if expected issues between the two are unobserved
-- draw: table
-- key: place, chart_date, artist, song, replaced_song
-- column: place, as in insights.debuted_at_number_one
-- column: chart_date, first issue with the new no. 1
-- column: song, title of the new no. 1
-- column: replaced_song, title of the no. 1 before
-- column: replaced_recording_id, id of the recording that was replaced
-- An issue without an entry at no. 1 says nothing, so it replaces no one, and neither does the issue after it.
with issues as (
    select
        issues.chart_date,
        issues.issue_number
    from core.published_issues as issues
    where
        issues.source = :source
        and issues.chart = :chart
        and issues.chart_date between cast(:from as date) and cast(:to as date)
        and (issues.missing_before = 0 or cast(:across_gaps as boolean))
),

leaders as (
    select
        history.issue_number,
        history.recording_id,
        history.song_id
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.is_best
        and history.position = 1
),

-- Two songs may share no. 1: one that stays there is not replaced, and one that was there replaces none.
changes as (
    select
        issues.chart_date,
        leaders.recording_id,
        leaders.song_id,
        earlier.recording_id as replaced_recording_id,
        earlier.song_id as replaced_song_id
    from issues
    inner join leaders
        on issues.issue_number = leaders.issue_number
    inner join leaders as earlier
        on issues.issue_number - 1 = earlier.issue_number
    left join leaders as was_there
        on earlier.issue_number = was_there.issue_number and leaders.recording_id = was_there.recording_id
    left join leaders as still_there
        on leaders.issue_number = still_there.issue_number and earlier.recording_id = still_there.recording_id
    where was_there.recording_id is null and still_there.recording_id is null
),

credits as (
    select distinct
        credits.song_id,
        credits.artist_id
    from shared.counted_credits as credits
),

replaced as (
    select
        rank() over (order by changes.chart_date desc nulls last) as place,
        changes.*,
        credits.artist_id
    from changes
    inner join credits
        on changes.song_id = credits.song_id
    inner join credits as earlier_credits
        on changes.replaced_song_id = earlier_credits.song_id and credits.artist_id = earlier_credits.artist_id
)

select
    replaced.place,
    replaced.chart_date,
    coalesce(artists.artist_name, replaced.artist_id) as artist,
    names.song,
    earlier_names.song as replaced_song,
    replaced.artist_id,
    replaced.recording_id,
    replaced.replaced_recording_id
from replaced
left join core.known_artists as artists
    on replaced.artist_id = artists.artist_id and artists.source = :source
left join shared.names_of_chart as names
    on replaced.song_id = names.song_id
left join shared.names_of_chart as earlier_names
    on replaced.replaced_song_id = earlier_names.song_id
where replaced.place <= coalesce(cast(:limit as bigint), replaced.place)
order by
    replaced.place asc nulls last,
    artist asc nulls last,
    replaced.artist_id asc nulls last,
    replaced.recording_id asc nulls last,
    replaced.replaced_recording_id asc nulls last

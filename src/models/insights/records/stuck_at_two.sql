-- grain: one row per song whose best position up to the end of the span is 2
-- title: Stuck at no. 2
-- question: Which songs were at no. 2 the longest without ever being at no. 1?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = 20
-- draw: bar of issues_at_two by song, issues_at_two = at least
-- key: place, song, artists, issues_at_two
-- column: place, rank by issues at no. 2; ties share a rank [place]
-- column: issues_at_two, observed issues of the span at no. 2 [issues]
-- column: first_date, first issue at no. 2 within the span
-- column: last_date, last issue at no. 2 within the span
-- column: censored, the song may have been there longer, or at no. 1: it was on the first observed issue, or an issue within or next to its time on the chart is unobserved or has a hole that may hold it
with songs_of_artist as (
    select distinct chart_songs.recording_id
    from core.chart_songs as chart_songs
    inner join shared.credits_of_chart as credits
        on chart_songs.song_id = credits.song_id
    where
        chart_songs.source = :source
        and chart_songs.chart = :chart
        and credits.artist_id = :artist
),

seconds as (
    select
        history.recording_id,
        count(*) as issues_at_two,
        min(history.chart_date) as first_date,
        max(history.chart_date) as last_date
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and history.position <= 2
    group by 1
    -- Also a song that was at no. 1 before the span has been there.
    having min(history.peak_position) = 2
),

ranked as (
    select
        rank() over (order by seconds.issues_at_two desc nulls last) as place,
        seconds.*
    from seconds
    left join songs_of_artist
        on seconds.recording_id = songs_of_artist.recording_id
    where cast(:artist as varchar) is null or songs_of_artist.recording_id is not null
)

select
    ranked.place,
    names.song,
    names.artists,
    ranked.issues_at_two,
    ranked.first_date,
    ranked.last_date,
    totals.is_censored as censored,
    ranked.recording_id
from ranked
inner join shared.recordings_of_chart as totals
    on ranked.recording_id = totals.recording_id
left join shared.names_of_chart as names
    on ranked.recording_id = names.song_id
where ranked.place <= :limit
order by ranked.place asc nulls last, ranked.first_date asc nulls last, ranked.recording_id asc nulls last

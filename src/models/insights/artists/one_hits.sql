-- grain: one row per artist with a single song on the chart
-- title: One-hit artists
-- question: Which artists charted with exactly one song, and how far did it get?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: days = 365, days that must have passed from the debut of the song to the end of the span, because a newer artist may still have a second one
-- parameter: credit = each|lead
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = 20
-- draw: table, issues = at least, peak_position = at best
-- key: place, artist, song, peak_position
-- column: place, rank by peak, then by issues; ties share a rank [place]
-- column: peak_position, best position up to the end of the span [position]
-- column: issues, observed issues with the song up to the end of the span [issues]
-- column: first_date, first issue with the song, which is in the span
-- column: censored, the issues may be more and the peak better: the song was on the first observed issue, or an issue within or next to its time on the chart is unobserved or has a hole that may hold it
-- Songs before the span count, songs after it do not. On unobserved issues an artist may have had another song.
with songs as (
    select
        history.song_id,
        history.recording_id,
        min(history.position) as peak_position,
        count(*) as issues,
        min(history.chart_date) as first_date
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:to as date)
        and history.is_best
    group by 1, 2
),

credited as (
    select distinct
        credits.artist_id,
        songs.recording_id
    from songs
    inner join shared.credits_of_chart as credits
        on songs.song_id = credits.song_id
    where :credit = 'each' or credits.credit_position = 1
),

lone as (
    select
        artist_id,
        min(recording_id) as recording_id
    from credited
    group by 1
    having count(*) = 1
),

-- A recording may have several ids.
recordings_so_far as (
    select
        recording_id,
        min(peak_position) as peak_position,
        cast(sum(issues) as bigint) as issues,
        min(first_date) as first_date
    from songs
    group by 1
),

ranked as (
    select
        rank() over (
            order by recordings_so_far.peak_position asc nulls last, recordings_so_far.issues desc nulls last
        ) as place,
        lone.artist_id,
        recordings_so_far.*
    from lone
    inner join recordings_so_far
        on lone.recording_id = recordings_so_far.recording_id
    where
        recordings_so_far.first_date >= cast(:from as date)
        and datediff('day', recordings_so_far.first_date, cast(:to as date)) >= :days
        and (cast(:artist as varchar) is null or lone.artist_id = :artist)
)

select
    ranked.place,
    coalesce(artists.artist_name, ranked.artist_id) as artist,
    names.song,
    names.artists,
    ranked.peak_position,
    ranked.issues,
    ranked.first_date,
    totals.is_censored as censored,
    ranked.artist_id,
    ranked.recording_id
from ranked
inner join shared.recordings_of_chart as totals
    on ranked.recording_id = totals.recording_id
left join core.known_artists as artists
    on ranked.artist_id = artists.artist_id and artists.source = :source
left join shared.names_of_chart as names
    on ranked.recording_id = names.song_id
where ranked.place <= :limit
order by ranked.place asc nulls last, artist asc nulls last, ranked.artist_id asc nulls last

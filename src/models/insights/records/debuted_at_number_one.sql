-- grain: one row per song that debuted at no. 1
-- title: Debuts at no. 1
-- question: Which songs were at no. 1 on their first issue?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = all
-- parameter: across_gaps = false, count debuts since the previous observed issue even if expected issues between the two are unobserved
-- draw: table, issues_at_one = at least
-- key: place, chart_date, song, artists
-- column: place, rank by date, the newest first; ties share a rank [place]
-- column: chart_date, issue of the debut
-- column: issues_at_one, issues at no. 1, over all observed issues [issues]
-- column: maybe_in_hole, the issue before has a position without an entry, so the song may have been on it
-- column: censored, as in insights.top_songs
-- The first observed issue has no debuts, and a song that the source had on an earlier issue is not new.
with issues as (
    select
        issues.chart_date,
        issues.missing_before,
        lag(case when issues.filled_positions < issues.chart_size then 1 else 0 end, 1, 0) over (
            order by issues.chart_date asc nulls last
        ) as hole_before
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

songs_of_artist as (
    select distinct credits.song_id
    from shared.credits_of_chart as credits
    where credits.artist_id = :artist
),

debuts as (
    select
        rank() over (order by entries.chart_date desc nulls last) as place,
        entries.chart_date,
        entries.recording_id,
        entries.song_id,
        issues.hole_before
    from core.notable_entries as entries
    inner join issues
        on entries.chart_date = issues.chart_date
    left join songs_of_artist
        on entries.song_id = songs_of_artist.song_id
    where
        entries.source = :source
        and entries.chart = :chart
        and entries.chart_date between cast(:from as date) and cast(:to as date)
        and entries.position = 1
        and entries.is_debut
        and (issues.missing_before = 0 or cast(:across_gaps as boolean))
        and (cast(:artist as varchar) is null or songs_of_artist.song_id is not null)
)

select
    debuts.place,
    debuts.chart_date,
    names.song,
    names.artists,
    totals.issues_at_one,
    debuts.hole_before = 1 as maybe_in_hole,
    totals.is_censored as censored,
    debuts.recording_id
from debuts
inner join shared.recordings_of_chart as totals
    on debuts.recording_id = totals.recording_id
left join shared.names_of_chart as names
    on debuts.song_id = names.song_id
where debuts.place <= coalesce(cast(:limit as bigint), debuts.place)
order by debuts.place asc nulls last, debuts.recording_id asc nulls last

-- grain: one row per recording of the artist
-- title: Artist history
-- question: Which songs did an artist have on the chart, and how far did each of them get?
-- parameter: credits = split|text
-- parameter: artist
-- parameter: chart = the global one
-- parameter: credit = each|lead, whose song it is: each credited artist's, or only the first one's
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: limit = all, maximum number of songs, the newest ones
-- draw: table, debut_date = at most, peak_position = at best, issues_at_peak = at least, issues = at least, issues_at_one = at least, points = at least
-- key: song, debut_date, peak_position, issues, runs
-- column: on_chart, the song is on the newest issue of the chart, and that is in the span
-- column: peak_position, as in insights.top_songs
-- column: peak_date, first issue of the span at the peak
-- column: issues_at_peak, observed issues of the span at the peak [issues]
-- column: issues, as in insights.top_songs
-- column: issues_at_one, as in insights.top_songs
-- column: points, as in insights.top_songs
-- column: runs, stays on the chart with an issue in the span [stays]
-- column: last_date, as in insights.top_songs
-- column: censored, as in insights.chart_run
-- Entries count under the ids of songs that credit the artist, as in top_artists.
with entries as (
    select artist_entries.*
    from shared.entries_of_artist as artist_entries
),

stays as (
    select
        recording_id,
        run_number,
        max(chart_date) as last_date,
        min(position) as best_position,
        count(*) as issues,
        sum(case when position = 1 then 1 else 0 end) as issues_at_one,
        sum(points) as points
    from entries
    group by 1, 2
),

totals as (
    select
        recording_id,
        max(last_date) as last_date,
        min(best_position) as best_position,
        cast(sum(issues) as bigint) as issues,
        count(*) as runs,
        cast(sum(issues_at_one) as bigint) as issues_at_one,
        cast(sum(points) as bigint) as points
    from stays
    group by 1
),

newest as (
    select entries.*
    from entries
    inner join totals
        on entries.recording_id = totals.recording_id and entries.chart_date = totals.last_date
),

peaks as (
    select
        entries.recording_id,
        min(entries.chart_date) as peak_date,
        count(*) as issues_at_peak
    from entries
    inner join totals
        on entries.recording_id = totals.recording_id and entries.position = totals.best_position
    group by 1
),

issues as (
    select
        issues.chart_date,
        lead(issues.missing_before, 1, 0) over (order by issues.chart_date asc nulls last) as missing_after,
        lead(issues.filled_positions < issues.chart_size, 1, false) over (order by issues.chart_date asc nulls last) as has_hole_after,
        max(issues.chart_date) over () as newest_date
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

recent as (
    select
        *,
        row_number() over (
            order by debut_date desc nulls last, debut_position desc nulls last, recording_id desc nulls last
        ) as age
    from newest
)

select
    names.song,
    names.artists,
    recent.debut_date,
    recent.debut_position,
    totals.best_position as peak_position,
    peaks.peak_date,
    peaks.issues_at_peak,
    totals.issues,
    totals.issues_at_one,
    totals.points,
    totals.runs,
    recent.chart_date as last_date,
    recent.chart_date = issues.newest_date as on_chart,
    recent.debut_censored or recent.expected_since_debut > recent.observed_since_debut or issues.missing_after > 0 or issues.has_hole_after as censored,
    recent.recording_id
from recent
inner join totals
    on recent.recording_id = totals.recording_id
inner join peaks
    on recent.recording_id = peaks.recording_id
inner join issues
    on recent.chart_date = issues.chart_date
left join shared.names_of_chart as names
    on recent.recording_id = names.song_id
where recent.age <= coalesce(cast(:limit as bigint), recent.age)
order by recent.age desc nulls last

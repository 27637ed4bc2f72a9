-- grain: one row per recording
-- title: Most issues in the top
-- question: Which songs were in the top 1, 5, 10 or 40 for the most issues?
-- parameter: chart = the global one
-- parameter: top = 10, how many positions from the top count, such as 1, 5, 10 or 40
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: limit = 20
-- draw: bar of issues_in_top by song, peak_position = at best, issues_in_top = at least, issues = at least
-- key: place, song, artists, issues_in_top
-- column: place, rank by issues in the top; ties share a rank [place]
-- column: issues_in_top, observed issues of the span in the top [issues]
-- column: issues, as in insights.top_songs
-- column: peak_position, as in insights.top_songs
-- column: first_date, first issue in the top within the span
-- column: last_date, last issue in the top within the span
-- column: censored, as in insights.top_songs
with issues as (
    select
        issues.chart_date,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (order by issues.chart_date asc nulls last) as missing_after,
        issues.expected_issues
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

-- Few entries are in the top, and what else a song reached is counted for the songs of the answer alone.
counted as (
    select
        history.recording_id,
        count(*) as issues_in_top,
        min(history.chart_date) as first_date,
        max(history.chart_date) as last_date
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and history.position <= :top
        and (cast(:artist as varchar) is null or history.recording_id in shared.songs_of_artist)
    group by 1
),

ranked as (
    select
        rank() over (order by issues_in_top desc nulls last) as place,
        *
    from counted
    qualify rank() over (order by issues_in_top desc nulls last) <= :limit
),

-- Totals are stored for all issues of a song.
whole_songs as (
    select
        recordings.recording_id,
        recordings.issues,
        recordings.best_position as peak_position,
        recordings.is_censored as censored
    from shared.recordings_of_chart as recordings
    where
        recordings.first_date >= cast(:from as date)
        and recordings.last_date <= cast(:to as date)
        and recordings.recording_id in (select ranked.recording_id from ranked)
),

-- The other songs are counted entry by entry.
cut_songs as (
    select ranked.recording_id
    from ranked
    left join whole_songs
        on ranked.recording_id = whole_songs.recording_id
    where whole_songs.recording_id is null
),

totals as (
    select *
    from whole_songs
    union all
    select
        history.recording_id,
        count(*),
        min(history.position),
        min(history.issue_number) = 1
        or max(issues.missing_before + issues.missing_after) > 0
        or max(issues.expected_issues) - min(issues.expected_issues) > max(history.issue_number) - min(history.issue_number)
    from core.chart_history as history
    inner join issues
        on history.chart_date = issues.chart_date
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and history.recording_id in (select cut_songs.recording_id from cut_songs)
    group by 1
),

-- Joined last: DuckDB 2.0.1 loses sums above a left join on a constant key.
near as (
    select distinct near_holes.recording_id
    from core.near_holes as near_holes
    where
        near_holes.source = :source
        and near_holes.chart = :chart
        and near_holes.chart_date between cast(:from as date) and cast(:to as date)
)

select
    ranked.place,
    names.song,
    names.artists,
    ranked.issues_in_top,
    totals.issues,
    totals.peak_position,
    ranked.first_date,
    ranked.last_date,
    totals.censored or near.recording_id is not null as censored,
    ranked.recording_id
from ranked
inner join totals
    on ranked.recording_id = totals.recording_id
left join near
    on ranked.recording_id = near.recording_id
left join shared.names_of_chart as names
    on ranked.recording_id = names.song_id
order by ranked.place asc nulls last, ranked.first_date asc nulls last, ranked.recording_id asc nulls last

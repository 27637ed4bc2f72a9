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

entries as (
    select
        history.recording_id,
        history.chart_date,
        history.issue_number,
        issues.expected_issues,
        issues.missing_before,
        issues.missing_after,
        history.position
    from core.chart_history as history
    inner join issues
        on history.chart_date = issues.chart_date
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
),

totals as (
    select
        recording_id,
        cast(sum(case when position <= :top then 1 else 0 end) as bigint) as issues_in_top,
        count(*) as issues,
        min(position) as peak_position,
        min(case when position <= :top then chart_date end) as first_date,
        max(case when position <= :top then chart_date end) as last_date,
        min(issue_number) = 1
        or max(missing_before + missing_after) > 0
        or max(expected_issues) - min(expected_issues) > max(issue_number) - min(issue_number) as censored
    from entries
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
),

ranked as (
    select
        rank() over (order by issues_in_top desc nulls last) as place,
        *
    from totals
    where issues_in_top > 0
        and (cast(:artist as varchar) is null or recording_id in shared.songs_of_artist)
)

select
    ranked.place,
    names.song,
    names.artists,
    ranked.issues_in_top,
    ranked.issues,
    ranked.peak_position,
    ranked.first_date,
    ranked.last_date,
    ranked.censored or near.recording_id is not null as censored,
    ranked.recording_id
from ranked
left join near
    on ranked.recording_id = near.recording_id
left join core.song_names as names
    on ranked.recording_id = names.song_id and names.source = :source
where ranked.place <= :limit
order by ranked.place asc nulls last, ranked.first_date asc nulls last, ranked.recording_id asc nulls last

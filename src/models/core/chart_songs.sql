-- grain: one row per song of a chart, with totals over all its entries
-- materialized: chart_song
-- column: first_expected, issues that the calendar expected from the first observed issue of the chart to first_date [issues]
-- column: last_expected, issues that the calendar expected from the first observed issue of the chart to last_date [issues]
-- column: best_position, best position on any issue [position]
-- column: points, sum of chart size + 1 - position [points]
-- column: points_share, sum of points divided by the chart size, to compare charts of different sizes [points]
-- column: is_censored, the song was on the first observed issue of the chart or next to an unobserved issue, or misses_hole
-- column: misses_hole, an issue with positions without an entry lacks the song, between its first and last issue or next to one of its issues
-- Only the better row of a recording counts (is_best). A question about a span that contains all entries of a song reads
-- this row instead of the entries.
with issues as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.issue_number,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (
            partition by issues.source, issues.chart order by issues.chart_date asc nulls last
        ) as missing_after,
        issues.expected_issues
    from core.published_issues as issues
    inner join core.charts_in_scope as in_scope
        on issues.source = in_scope.source and issues.chart = in_scope.chart
),

edges as (
    select *
    from issues
    where issue_number = 1 or missing_before > 0 or missing_after > 0
),

censored as (
    select distinct
        history.source,
        history.chart,
        history.song_id
    from core.chart_history as history
    inner join edges
        on history.source = edges.source and history.chart = edges.chart and history.chart_date = edges.chart_date
    where history.is_best
),

songs_near_holes as (
    select distinct
        near_holes.source,
        near_holes.chart,
        near_holes.song_id
    from core.near_holes as near_holes
    inner join core.charts_in_scope as in_scope
        on near_holes.source = in_scope.source and near_holes.chart = in_scope.chart
),

totals as (
    select
        history.source,
        history.chart,
        history.song_id,
        min(history.issue_number) as first_issue_number,
        max(history.issue_number) as last_issue_number,
        count(*) as issues,
        sum(case when history.position = 1 then 1 else 0 end) as issues_at_one,
        min(history.position) as best_position,
        sum(history.points) as points,
        -- Rounded because a sum of doubles depends on the order in which threads add them.
        round(sum(history.points_share), 9) as points_share,
        -- The difference grows with each issue with holes that lacks the song.
        max(history.issue_number - history.observed_since_debut) > min(history.issue_number - history.observed_since_debut) as misses_hole
    from core.chart_history as history
    inner join core.chart_songs_in_scope as in_scope
        on history.source = in_scope.source and history.chart = in_scope.chart and history.song_id = in_scope.song_id
    where history.is_best
    group by 1, 2, 3
)

select
    totals.source,
    totals.chart,
    totals.song_id,
    recordings.recording_id,
    first_issue.chart_date as first_date,
    last_issue.chart_date as last_date,
    totals.first_issue_number,
    totals.last_issue_number,
    first_issue.expected_issues as first_expected,
    last_issue.expected_issues as last_expected,
    totals.issues,
    cast(totals.issues_at_one as bigint) as issues_at_one,
    totals.best_position,
    cast(totals.points as bigint) as points,
    totals.points_share,
    censored.song_id is not null or totals.misses_hole or songs_near_holes.song_id is not null as is_censored,
    totals.misses_hole or songs_near_holes.song_id is not null as misses_hole
from totals
inner join issues as first_issue
    on
        totals.source = first_issue.source
        and totals.chart = first_issue.chart
        and totals.first_issue_number = first_issue.issue_number
inner join issues as last_issue
    on
        totals.source = last_issue.source
        and totals.chart = last_issue.chart
        and totals.last_issue_number = last_issue.issue_number
inner join core.recordings as recordings
    on totals.source = recordings.source and totals.song_id = recordings.song_id
left join censored
    on totals.source = censored.source and totals.chart = censored.chart and totals.song_id = censored.song_id
left join songs_near_holes
    on
        totals.source = songs_near_holes.source
        and totals.chart = songs_near_holes.chart
        and totals.song_id = songs_near_holes.song_id

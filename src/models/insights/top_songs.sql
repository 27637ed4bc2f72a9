-- grain: one row per recording
-- title: Top songs
-- question: Which songs did best over a span?
-- parameter: chart = the global one, slug of the chart or source/slug; all or source/all for all charts of a source together
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: limit = 20, rows; those that tie with the last are kept
-- charts: summed
-- draw: bar, points = at least, issues = at least, issues_at_one = at least
-- column: place, rank by points, over all charts by points_share, then by issues at no. 1, at no. 2 and so on; ties share it [place]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: points, sum of chart size + 1 - position over the issues of the span [points]
-- column: points_share, the same with each issue's points divided by its size, which compares charts of other sizes [points]
-- column: issues, observed issues with the song in the span [issues]
-- column: issues_at_one, observed issues at no. 1 in the span [issues]
-- column: peak_position, best position in the span [position]
-- column: first_date, first issue with the song in the span
-- column: last_date, last issue with the song in the span
-- column: censored, the counts may be larger: the song was on the first observed issue, or issues between its first and last or next to one of its issues are unobserved
-- column: recording_id, id of the recording: the song id under which it was seen first
-- Where a source has charts of markets, its global charts are left out of all.
with meant as (
    select
        charts.source,
        charts.chart
    from core.charts as charts
    where charts.source = :source and charts.chart = :chart
    union all
    select
        charts_in_totals.source,
        charts_in_totals.chart
    from core.charts_in_totals as charts_in_totals
    where cast(:chart as varchar) is null and charts_in_totals.source = :source
),

present as (
    select chart_songs.*
    from core.chart_songs as chart_songs
    inner join meant
        on chart_songs.source = meant.source and chart_songs.chart = meant.chart
    where chart_songs.last_date >= cast(:from as date) and chart_songs.first_date <= cast(:to as date)
),

cut as (
    select *
    from present
    where first_date < cast(:from as date) or last_date > cast(:to as date)
),

issues as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (
            partition by issues.source, issues.chart order by issues.chart_date asc nulls last
        ) as missing_after,
        issues.expected_issues
    from core.published_issues as issues
    where exists (select 1 from cut where cut.source = issues.source and cut.chart = issues.chart)
),

-- Songs that the span cuts are added up entry by entry.
songs as (
    select
        source,
        chart,
        recording_id,
        points,
        points_share,
        issues,
        issues_at_one,
        best_position,
        first_date,
        last_date,
        first_issue_number,
        last_issue_number,
        first_expected,
        last_expected,
        case when is_censored then 1 else 0 end as is_censored
    from present
    where first_date >= cast(:from as date) and last_date <= cast(:to as date)
    union all
    select
        cut.source,
        cut.chart,
        cut.recording_id,
        sum(history.points),
        sum(history.points_share),
        count(*),
        sum(case when history.position = 1 then 1 else 0 end),
        min(history.position),
        min(history.chart_date),
        max(history.chart_date),
        min(history.issue_number),
        max(history.issue_number),
        min(issues.expected_issues),
        max(issues.expected_issues),
        max(case when history.issue_number = 1 or issues.missing_before + issues.missing_after > 0 then 1 else 0 end)
    from cut
    inner join core.chart_history as history
        on cut.source = history.source and cut.chart = history.chart and cut.song_id = history.song_id
    inner join issues
        on history.source = issues.source and history.chart = issues.chart and history.chart_date = issues.chart_date
    where history.chart_date between cast(:from as date) and cast(:to as date) and history.is_best
    group by 1, 2, 3
),

of_charts as (
    select
        recording_id,
        source,
        chart,
        sum(points) as points,
        sum(points_share) as points_share,
        sum(issues) as issues,
        sum(issues_at_one) as issues_at_one,
        min(best_position) as best_position,
        min(first_date) as first_date,
        max(last_date) as last_date,
        case
            when max(is_censored) = 1 then 1
            when max(last_expected) - min(first_expected) > max(last_issue_number) - min(first_issue_number) then 1
            else 0
        end as is_censored
    from songs
    group by 1, 2, 3
),

totals as (
    select
        recording_id,
        cast(sum(points) as bigint) as points,
        round(sum(points_share), 6) as points_share,
        case when cast(:chart as varchar) is null then round(sum(points_share), 6) else sum(points) end as score,
        cast(sum(issues) as bigint) as issues,
        cast(sum(issues_at_one) as bigint) as issues_at_one,
        min(best_position) as peak_position,
        min(first_date) as first_date,
        max(last_date) as last_date,
        max(is_censored) = 1 as censored
    from of_charts
    group by 1
),

candidates as (
    select
        *,
        count(*) over (partition by score, issues_at_one) as sharing
    from totals
    qualify rank() over (order by score desc nulls last, issues_at_one desc nulls last) <= :limit
),

tied as (
    select present.*
    from present
    inner join candidates
        on present.recording_id = candidates.recording_id
    where candidates.sharing > 1
),

-- More issues at no. 1, then at no. 2 and so on: the same as the order of the sorted positions as text, where a
-- list that goes on comes before one that ends.
position_lists as (
    select
        history.recording_id,
        listagg(lpad(cast(history.position as varchar), 6, '0'), ',') within group (order by history.position asc nulls last)
            over (partition by history.recording_id) || '~' as position_list
    from core.chart_history as history
    inner join tied
        on history.source = tied.source and history.chart = tied.chart and history.song_id = tied.song_id
    where history.chart_date between cast(:from as date) and cast(:to as date) and history.is_best
    qualify row_number() over (partition by history.recording_id order by history.chart_date asc nulls last) = 1
),

placed as (
    select
        rank() over (
            order by candidates.score desc nulls last, candidates.issues_at_one desc nulls last, position_lists.position_list asc nulls last
        ) as place,
        candidates.*
    from candidates
    left join position_lists
        on candidates.recording_id = position_lists.recording_id
)

select
    placed.place,
    names.song,
    names.artists,
    placed.points,
    placed.points_share,
    placed.issues,
    placed.issues_at_one,
    placed.peak_position,
    placed.first_date,
    placed.last_date,
    placed.censored,
    placed.recording_id
from placed
left join core.song_names as names
    on placed.recording_id = names.song_id and names.source = :source
where placed.place <= :limit
order by placed.place asc nulls last, placed.first_date asc nulls last, placed.recording_id asc nulls last

-- grain: one row per song of a chart: what all its entries together come to
-- kept: chart
-- column: first_date, first issue with the song
-- column: last_date, last issue with the song
-- column: first_issue_number, which observed issue of the chart that is [issue]
-- column: last_issue_number, which observed issue of the chart that is [issue]
-- column: first_expected, issues that the calendar expected from the first observed one to the song's first [issues]
-- column: last_expected, issues that the calendar expected from the first observed one to the song's last [issues]
-- column: issues, observed issues with the song [issues]
-- column: issues_at_one, observed issues at no. 1 [issues]
-- column: best_position, best position in all of them [position]
-- column: points, sum of chart size + 1 - position [points]
-- column: points_share, the same with each issue's points divided by its size [points]
-- column: is_censored, it was on the first observed issue of the chart or next to an unobserved one
-- Only the better row of a recording counts (is_best). A question over a span that holds all entries of a song
-- reads this row of it instead of them.
with issues as (
    select
        i.source,
        i.chart,
        i.chart_date,
        i.issue_number,
        i.missing_before,
        lead(i.missing_before, 1, 0) over (
            partition by i.source, i.chart order by i.chart_date asc nulls last
        ) as missing_after,
        i.expected_issues
    from core.published_issues as i
    inner join core.charts_in_scope as c
        on i.source = c.source and i.chart = c.chart
),

edges as (
    select *
    from issues
    where issue_number = 1 or missing_before > 0 or missing_after > 0
),

censored as (
    select distinct
        h.source,
        h.chart,
        h.song_id
    from core.chart_history as h
    inner join edges as e
        on h.source = e.source and h.chart = e.chart and h.chart_date = e.chart_date
    where h.is_best
),

totals as (
    select
        h.source,
        h.chart,
        h.song_id,
        min(h.issue_number) as first_issue_number,
        max(h.issue_number) as last_issue_number,
        count(*) as issues,
        sum(case when h.position = 1 then 1 else 0 end) as issues_at_one,
        min(h.position) as best_position,
        sum(h.points) as points,
        -- Rounded, because the sum of doubles depends on the order in which threads add them.
        round(sum(h.points_share), 9) as points_share
    from core.chart_history as h
    inner join core.charts_in_scope as c
        on h.source = c.source and h.chart = c.chart
    where h.is_best
    group by 1, 2, 3
)

select
    t.source,
    t.chart,
    t.song_id,
    r.recording_id,
    f.chart_date as first_date,
    l.chart_date as last_date,
    t.first_issue_number,
    t.last_issue_number,
    f.expected_issues as first_expected,
    l.expected_issues as last_expected,
    t.issues,
    cast(t.issues_at_one as bigint) as issues_at_one,
    t.best_position,
    cast(t.points as bigint) as points,
    t.points_share,
    e.song_id is not null as is_censored
from totals as t
inner join issues as f
    on t.source = f.source and t.chart = f.chart and t.first_issue_number = f.issue_number
inner join issues as l
    on t.source = l.source and t.chart = l.chart and t.last_issue_number = l.issue_number
inner join core.recordings as r
    on t.source = r.source and t.song_id = r.song_id
left join censored as e
    on t.source = e.source and t.chart = e.chart and t.song_id = e.song_id

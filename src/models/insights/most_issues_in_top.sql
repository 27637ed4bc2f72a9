-- grain: one row per recording
-- title: Most issues in the top
-- question: Which songs were in the top 1, 5, 10 or 40 for the most issues?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: top = 10, positions from the top that count, such as 1, 5, 10 or 40
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: limit = 20, rows; those that tie with the last are kept
-- draw: bar, issues_in_top = at least, issues = at least
-- column: place, rank by issues in the top; ties share it [place]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: issues_in_top, observed issues of the span in the top [issues]
-- column: issues, observed issues of the span with the song [issues]
-- column: peak_position, best position in the span [position]
-- column: first_date, first issue in the top, within the span
-- column: last_date, last issue in the top, within the span
-- column: censored, the counts may be larger: the song was on the first observed issue, or issues between its first and last or next to one of its issues are unobserved
-- column: recording_id, id of the recording: the song id under which it was seen first
with issues as (
    select
        i.chart_date,
        i.missing_before,
        lead(i.missing_before, 1, 0) over (order by i.chart_date asc nulls last) as missing_after,
        i.expected_issues
    from core.published_issues as i
    where i.source = :source and i.chart = :chart
),

entries as (
    select
        h.recording_id,
        h.chart_date,
        h.issue_number,
        i.expected_issues,
        i.missing_before,
        i.missing_after,
        h.position
    from core.chart_history as h
    inner join issues as i
        on h.chart_date = i.chart_date
    where
        h.source = :source
        and h.chart = :chart
        and h.chart_date between cast(:from as date) and cast(:to as date)
        and h.is_best
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

placed as (
    select
        rank() over (order by issues_in_top desc nulls last) as place,
        *
    from totals
    where issues_in_top > 0
)

select
    t.place,
    n.song,
    n.artists,
    t.issues_in_top,
    t.issues,
    t.peak_position,
    t.first_date,
    t.last_date,
    t.censored,
    t.recording_id
from placed as t
left join core.song_names as n
    on t.recording_id = n.song_id and n.source = :source
where t.place <= :limit
order by t.place asc nulls last, t.first_date asc nulls last, t.recording_id asc nulls last

-- grain: one row per recording
-- title: Top songs
-- question: Which songs did best over a span?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: limit = 20, rows; those that tie with the last are kept
-- draw: bar, points = at least, issues = at least, issues_at_one = at least
-- column: place, rank by points, then by issues at no. 1, at no. 2 and so on; ties share it [place]
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
        h.position,
        h.points,
        h.points_share
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
        cast(sum(points) as bigint) as points,
        round(sum(points_share), 6) as points_share,
        count(*) as issues,
        cast(sum(case when position = 1 then 1 else 0 end) as bigint) as issues_at_one,
        min(position) as peak_position,
        min(chart_date) as first_date,
        max(chart_date) as last_date,
        min(issue_number) = 1
        or max(missing_before + missing_after) > 0
        or max(expected_issues) - min(expected_issues) > max(issue_number) - min(issue_number) as censored
    from entries
    group by 1
),

candidates as (
    select *
    from totals
    qualify rank() over (order by points desc nulls last, issues_at_one desc nulls last) <= :limit
),

-- More issues at no. 1, then at no. 2 and so on: the same as the order of the sorted positions as text, where a
-- list that goes on comes before one that ends.
position_lists as (
    select
        e.recording_id,
        listagg(lpad(cast(e.position as varchar), 6, '0'), ',') within group (order by e.position asc nulls last)
            over (partition by e.recording_id) || '~' as position_list
    from entries as e
    where e.recording_id in (select c.recording_id from candidates as c)
    qualify row_number() over (partition by e.recording_id order by e.chart_date asc nulls last) = 1
),

placed as (
    select
        rank() over (order by c.points desc nulls last, l.position_list asc nulls last) as place,
        c.*
    from candidates as c
    inner join position_lists as l
        on c.recording_id = l.recording_id
)

select
    t.place,
    n.song,
    n.artists,
    t.points,
    t.points_share,
    t.issues,
    t.issues_at_one,
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

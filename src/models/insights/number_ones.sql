-- grain: one row per song that was at no. 1
-- title: Number ones
-- question: Which songs were at no. 1, how long, and in how many reigns?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: limit = all, rows; those that tie with the last are kept
-- draw: bar, issues_at_one = at least, longest_reign = at least
-- column: place, rank by issues at no. 1, then by the longest reign; ties share it [place]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: issues_at_one, observed issues at no. 1 in the span [issues]
-- column: reigns, times that it was at no. 1 without another song between [reigns]
-- column: longest_reign, consecutive observed issues at no. 1 [issues]
-- column: first_date, first issue at no. 1 in the span
-- column: last_date, last issue at no. 1 in the span
-- column: censored, the counts may be larger: in the span the song was on the first observed issue of the chart or next to an unobserved one
-- column: recording_id, id of the recording: the song id under which it was seen first
with issues as (
    select
        i.chart_date,
        i.missing_before,
        lead(i.missing_before, 1, 0) over (order by i.chart_date asc nulls last) as missing_after
    from core.published_issues as i
    where i.source = :source and i.chart = :chart
),

-- A song at no. 2 before and after an unobserved issue may have been at no. 1 on it.
entries as (
    select
        h.recording_id,
        h.chart_date,
        h.issue_number,
        h.position,
        max(case when h.issue_number = 1 or i.missing_before + i.missing_after > 0 then 1 else 0 end)
            over (partition by h.recording_id) as is_censored
    from core.chart_history as h
    inner join issues as i
        on h.chart_date = i.chart_date
    where
        h.source = :source
        and h.chart = :chart
        and h.is_best
        and h.chart_date between cast(:from as date) and cast(:to as date)
),

leaders as (
    select
        h.recording_id,
        h.chart_date,
        h.is_censored,
        h.issue_number - row_number() over (
            partition by h.recording_id order by h.issue_number asc nulls last
        ) as reign
    from entries as h
    where h.position = 1
),

reigns as (
    select
        recording_id,
        reign,
        count(*) as issues,
        min(chart_date) as first_date,
        max(chart_date) as last_date,
        max(is_censored) as is_censored
    from leaders
    group by 1, 2
),

totals as (
    select
        recording_id,
        cast(sum(issues) as bigint) as issues_at_one,
        count(*) as reigns,
        max(issues) as longest_reign,
        min(first_date) as first_date,
        max(last_date) as last_date,
        max(is_censored) = 1 as censored
    from reigns
    group by 1
),

placed as (
    select
        rank() over (order by issues_at_one desc nulls last, longest_reign desc nulls last) as place,
        *
    from totals
)

select
    t.place,
    n.song,
    n.artists,
    t.issues_at_one,
    t.reigns,
    t.longest_reign,
    t.first_date,
    t.last_date,
    t.censored,
    t.recording_id
from placed as t
left join core.song_names as n
    on t.recording_id = n.song_id and n.source = :source
where t.place <= coalesce(cast(:limit as bigint), t.place)
order by t.place asc nulls last, t.first_date asc nulls last, t.recording_id asc nulls last

-- grain: one row per song that was at no. 1
-- title: Number ones
-- question: Which songs were at no. 1, how long, and in how many reigns?
-- parameter: chart = the global one, slug of the chart or source/slug; all or source/all for all charts of a source together
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: limit = all, rows; those that tie with the last are kept
-- charts: summed
-- draw: bar, issues_at_one = at least, longest_reign = at least
-- column: place, rank by issues at no. 1, then by the longest reign; ties share it [place]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: issues_at_one, observed issues at no. 1 in the span [issues]
-- column: reigns, times that it was at no. 1 without another song between [reigns]
-- column: longest_reign, consecutive observed issues of one chart at no. 1 [issues]
-- column: first_date, first issue at no. 1 in the span
-- column: last_date, last issue at no. 1 in the span
-- column: censored, the counts may be larger: in the span the song was on the first observed issue of the chart or next to an unobserved one
-- column: recording_id, id of the recording: the song id under which it was seen first
-- Over all charts issues and reigns of each chart add up. Where a source has charts of markets, its global charts
-- are left out of all.
with meant as (
    select
        c.source,
        c.chart
    from core.charts as c
    where c.source = :source and c.chart = :chart
    union all
    select
        t.source,
        t.chart
    from core.charts_in_totals as t
    where cast(:chart as varchar) is null and t.source = :source
),

-- A reign that the span cuts counts from the first to the last issue in it.
spans as (
    select
        i.source,
        i.chart,
        min(i.issue_number) as first_issue_number,
        max(i.issue_number) as last_issue_number,
        min(i.chart_date) as first_date,
        max(i.chart_date) as last_date
    from core.published_issues as i
    inner join meant as c
        on i.source = c.source and i.chart = c.chart
    where i.chart_date between cast(:from as date) and cast(:to as date)
    group by 1, 2
),

reigns_within as (
    select
        r.recording_id,
        case when r.first_date < s.first_date then s.first_date else r.first_date end as first_date,
        case when r.last_date > s.last_date then s.last_date else r.last_date end as last_date,
        case when r.last_date > s.last_date then s.last_issue_number else r.last_issue_number end
        - case when r.first_date < s.first_date then s.first_issue_number else r.first_issue_number end + 1 as issues
    from core.reigns as r
    inner join spans as s
        on r.source = s.source and r.chart = s.chart and r.first_date <= s.last_date and r.last_date >= s.first_date
),

present as (
    select s.*
    from core.chart_songs as s
    inner join meant as c
        on s.source = c.source and s.chart = c.chart
    where s.is_censored and s.last_date >= cast(:from as date) and s.first_date <= cast(:to as date)
),

cut as (
    select *
    from present
    where first_date < cast(:from as date) or last_date > cast(:to as date)
),

issues as (
    select
        i.source,
        i.chart,
        i.chart_date,
        i.issue_number,
        i.missing_before,
        lead(i.missing_before, 1, 0) over (
            partition by i.source, i.chart order by i.chart_date asc nulls last
        ) as missing_after
    from core.published_issues as i
    where exists (select 1 from cut as c where c.source = i.source and c.chart = i.chart)
),

-- A song at no. 2 before and after an unobserved issue may have been at no. 1 on it.
censored_entries as (
    select recording_id
    from present
    where first_date >= cast(:from as date) and last_date <= cast(:to as date)
    union all
    select c.recording_id
    from cut as c
    inner join core.chart_history as h
        on c.source = h.source and c.chart = h.chart and c.song_id = h.song_id
    inner join issues as i
        on h.source = i.source and h.chart = i.chart and h.chart_date = i.chart_date
    where
        h.chart_date between cast(:from as date) and cast(:to as date)
        and h.is_best
        and (i.issue_number = 1 or i.missing_before > 0 or i.missing_after > 0)
),

censored as (
    select distinct recording_id
    from censored_entries
),

totals as (
    select
        r.recording_id,
        cast(sum(r.issues) as bigint) as issues_at_one,
        count(*) as reigns,
        max(r.issues) as longest_reign,
        min(r.first_date) as first_date,
        max(r.last_date) as last_date,
        max(case when c.recording_id is not null then 1 else 0 end) = 1 as censored
    from reigns_within as r
    left join censored as c
        on r.recording_id = c.recording_id
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

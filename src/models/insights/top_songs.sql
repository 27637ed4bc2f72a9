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

present as (
    select s.*
    from core.chart_songs as s
    inner join meant as c
        on s.source = c.source and s.chart = c.chart
    where s.last_date >= cast(:from as date) and s.first_date <= cast(:to as date)
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
        i.missing_before,
        lead(i.missing_before, 1, 0) over (
            partition by i.source, i.chart order by i.chart_date asc nulls last
        ) as missing_after,
        i.expected_issues
    from core.published_issues as i
    where exists (select 1 from cut as c where c.source = i.source and c.chart = i.chart)
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
        c.source,
        c.chart,
        c.recording_id,
        sum(h.points),
        sum(h.points_share),
        count(*),
        sum(case when h.position = 1 then 1 else 0 end),
        min(h.position),
        min(h.chart_date),
        max(h.chart_date),
        min(h.issue_number),
        max(h.issue_number),
        min(i.expected_issues),
        max(i.expected_issues),
        max(case when h.issue_number = 1 or i.missing_before + i.missing_after > 0 then 1 else 0 end)
    from cut as c
    inner join core.chart_history as h
        on c.source = h.source and c.chart = h.chart and c.song_id = h.song_id
    inner join issues as i
        on h.source = i.source and h.chart = i.chart and h.chart_date = i.chart_date
    where h.chart_date between cast(:from as date) and cast(:to as date) and h.is_best
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
    select p.*
    from present as p
    inner join candidates as c
        on p.recording_id = c.recording_id
    where c.sharing > 1
),

-- More issues at no. 1, then at no. 2 and so on: the same as the order of the sorted positions as text, where a
-- list that goes on comes before one that ends.
position_lists as (
    select
        h.recording_id,
        listagg(lpad(cast(h.position as varchar), 6, '0'), ',') within group (order by h.position asc nulls last)
            over (partition by h.recording_id) || '~' as position_list
    from core.chart_history as h
    inner join tied as t
        on h.source = t.source and h.chart = t.chart and h.song_id = t.song_id
    where h.chart_date between cast(:from as date) and cast(:to as date) and h.is_best
    qualify row_number() over (partition by h.recording_id order by h.chart_date asc nulls last) = 1
),

placed as (
    select
        rank() over (
            order by c.score desc nulls last, c.issues_at_one desc nulls last, l.position_list asc nulls last
        ) as place,
        c.*
    from candidates as c
    left join position_lists as l
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

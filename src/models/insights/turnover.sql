-- grain: one row per issue that is compared with the one before
-- title: Turnover
-- question: What share of each issue was not in the one before?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: across_gaps = false, compare with the previous observed issue even if expected ones between are unobserved
-- draw: line
-- column: chart_date, date of the issue
-- column: previous_date, date of the issue before
-- column: missing_before, expected issues between the two that are unobserved [issues]
-- column: depth, positions that are compared: the smaller of the two sizes [positions]
-- column: size_changed, the two sizes differ, so that only a part of the larger is compared
-- column: entries, recordings down to that depth [songs]
-- column: debuts, those in no earlier issue [songs]
-- column: re_entries, those in an earlier one, but not in the one before [songs]
-- column: turnover, debuts and re-entries divided by entries
with compared as (
    select
        i.chart_date,
        i.previous_date,
        i.missing_before,
        i.previous_size <> i.chart_size as size_changed,
        case when i.previous_size < i.chart_size then i.previous_size else i.chart_size end as depth
    from core.published_issues as i
    where
        i.source = :source
        and i.chart = :chart
        and i.chart_date between cast(:from as date) and cast(:to as date)
        and i.previous_date is not null
        and (i.missing_before = 0 or cast(:across_gaps as boolean))
),

totals as (
    select
        c.chart_date,
        c.previous_date,
        c.missing_before,
        c.depth,
        c.size_changed,
        count(*) as entries,
        sum(case when h.status = 'NEW' then 1 else 0 end) as debuts,
        sum(case when h.status = 'RE' then 1 else 0 end) as re_entries
    from core.chart_history as h
    inner join compared as c
        on h.chart_date = c.chart_date
    where h.source = :source and h.chart = :chart and h.is_best and h.position <= c.depth
    group by 1, 2, 3, 4, 5
)

select
    chart_date,
    previous_date,
    missing_before,
    depth,
    size_changed,
    entries,
    cast(debuts as bigint) as debuts,
    cast(re_entries as bigint) as re_entries,
    round(cast(debuts + re_entries as double) / nullif(entries, 0), 6) as turnover
from totals
order by chart_date asc nulls last

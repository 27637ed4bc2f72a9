-- grain: one row per issue that is compared with the previous one
-- title: Turnover
-- question: What share of each issue was not on the previous one?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: across_gaps = false
-- parameter: limit = all, the newest issues
-- draw: line of turnover
-- key: chart_date, entries, debuts, re_entries, turnover
-- column: depth, positions that are compared: the smaller of the two sizes [positions]
-- column: size_changed, the two sizes differ, so only part of the larger issue is compared
-- column: entries, recordings within that depth [songs]
-- column: debuts, recordings that are on no earlier issue [songs]
-- column: re_entries, recordings that are on an earlier issue, but not on the previous one [songs]
-- column: turnover, debuts and re-entries divided by entries
with compared as (
    select *
    from shared.compared_issues as shared_issues
),

totals as (
    select
        compared.chart_date,
        compared.previous_date,
        compared.missing_before,
        compared.depth,
        compared.size_changed,
        count(*) as entries,
        sum(case when history.status = 'NEW' then 1 else 0 end) as debuts,
        sum(case when history.status = 'RE' then 1 else 0 end) as re_entries
    from core.chart_history as history
    inner join compared
        on history.chart_date = compared.chart_date
    where history.source = :source and history.chart = :chart and history.is_best and history.position <= compared.depth
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
qualify cast(:limit as bigint) is null or rank() over (order by chart_date desc nulls last) <= cast(:limit as bigint)
order by chart_date asc nulls last

-- grain: one row per stretch of issues without a gap
-- title: Coverage
-- question: Which of the issues that the calendar expects were observed, and where are the gaps?
-- parameter: chart = all
-- parameter: from = all
-- parameter: to = all
-- parameter: limit = all, the newest stretches
-- derived metrics: none
-- draw: table
-- key: chart, first_date, last_date, observed, missing_before
-- column: first_date, first issue of the stretch
-- column: last_date, last issue of the stretch
-- column: observed, issues in the stretch [issues]
-- column: missing_before, expected issues that are unobserved between the previous stretch and this one [issues]
-- column: gap_from, first day of the gap before the stretch
-- column: gap_to, last day of the gap before the stretch
with issues as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.previous_date,
        issues.missing_before,
        case when issues.previous_date is null or issues.missing_before > 0 then 1 else 0 end as begins_stretch
    from core.published_issues as issues
    where cast(:chart as varchar) is null or (issues.source = :source and issues.chart = :chart)
),

numbered as (
    select
        *,
        sum(begins_stretch) over (
            partition by source, chart
            order by chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as stretch
    from issues
),

stretches as (
    select
        source,
        chart,
        stretch,
        min(chart_date) as first_date,
        max(chart_date) as last_date,
        count(*) as observed,
        max(case when begins_stretch = 1 then missing_before end) as missing_before,
        max(case when begins_stretch = 1 then previous_date end) as previous_date
    from numbered
    group by 1, 2, 3
)

select
    source,
    chart,
    first_date,
    last_date,
    observed,
    missing_before,
    case when missing_before > 0 then cast(previous_date + interval '1 day' as date) end as gap_from,
    case when missing_before > 0 then cast(first_date - interval '1 day' as date) end as gap_to
from stretches
where
    last_date >= coalesce(cast(:from as date), last_date)
    and first_date <= coalesce(cast(:to as date), first_date)
qualify cast(:limit as bigint) is null or rank() over (order by last_date desc nulls last) <= cast(:limit as bigint)
order by source asc nulls last, chart asc nulls last, first_date asc nulls last

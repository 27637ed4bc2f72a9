-- grain: one row per chart that is late compared with the other charts of its source
-- level: warn
-- scope: global
-- rule: the newest issue of a chart is at most two issues older than the newest issue of its source
-- This check does not use the clock, so the same data always give the same result; the insight freshness uses the clock.
-- It compares charts with each other, so it reads all charts, not only those in scope. Charts that are counted from plays
-- are as new as the last export.
with newest as (
    select
        issues.*,
        max(issues.chart_date) over (partition by issues.source) as newest_date
    from core.published_issues as issues
    qualify row_number() over (partition by issues.source, issues.chart order by issues.chart_date desc nulls last) = 1
),

late_charts as (
    select
        *,
        datediff('day', chart_date, newest_date) as days_late
    from newest
)

select
    source,
    chart,
    chart_date,
    snapshot_id,
    transform_version,
    cast(days_late as varchar) || ' days behind the newest issue of ' || source as detail
from late_charts
where
    not counts_plays
    and days_late > case
        when cadence = 'weekly' then 14
        when weekdays is not null then 7
        else 2
    end

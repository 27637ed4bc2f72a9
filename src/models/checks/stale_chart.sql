-- grain: one row per chart that stays behind the others of its source
-- level: warn
-- scope: global
-- rule: the newest issue of a chart is no more than two issues behind the newest of its source
-- Without a clock, so that the same data always say the same; `freshness` compares with the clock. It compares
-- charts with each other, so it is asked of all of them, not of those that a load recomputes.
with newest as (
    select
        issues.*,
        max(issues.chart_date) over (partition by issues.source) as newest_date
    from core.published_issues as issues
    qualify row_number() over (partition by issues.source, issues.chart order by issues.chart_date desc nulls last) = 1
),

behind as (
    select
        *,
        datediff('day', chart_date, newest_date) as days_behind
    from newest
)

select
    source,
    chart,
    chart_date,
    snapshot_id,
    transform_version,
    cast(days_behind as varchar) || ' days behind the newest issue of ' || source as detail
from behind
where
    days_behind > case
        when cadence = 'weekly' then 14
        when weekdays is not null then 7
        else 2
    end

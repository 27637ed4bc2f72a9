-- grain: one row per published issue in which far more is new than usual on its chart
-- level: warn
-- scope: issue
-- rule: at most a third of an issue is new since the previous one, or three times what is usual on the chart
-- Usual is the median of the chart. Issues after a gap, and the first one, have nothing to compare with; where the
-- size changed, the smaller one counts.
with compared as (
    select
        h.*,
        case when h.previous_size < h.chart_size then h.previous_size else h.chart_size end as depth
    from core.chart_history as h
    inner join core.charts_in_scope as c
        on h.source = c.source and h.chart = c.chart
    where h.is_best and h.previous_date is not null and h.missing_before = 0
),

counted as (
    select
        source,
        chart,
        chart_date,
        snapshot_id,
        transform_version,
        depth,
        cast(sum(case when status in ('NEW', 'RE') and position <= depth then 1 else 0 end) as bigint) as came
    from compared
    group by 1, 2, 3, 4, 5, 6
),

new_shares as (
    select
        *,
        cast(came as double) / nullif(depth, 0) as new_share
    from counted
),

usual as (
    select
        source,
        chart,
        median(new_share) as usual_new_share
    from new_shares
    group by 1, 2
)

select
    s.source,
    s.chart,
    s.chart_date,
    s.snapshot_id,
    s.transform_version,
    cast(s.came as varchar) || ' of ' || cast(s.depth as varchar) || ' positions are new' as detail
from new_shares as s
inner join usual as u
    on s.source = u.source and s.chart = u.chart
where 3 * s.came > s.depth and s.new_share > 3 * u.usual_new_share

-- grain: one row per published issue with far more new songs than usual on its chart
-- level: warn
-- scope: issue
-- rule: at most a third of an issue is new since the previous one, or three times the usual share of the chart
-- The usual share is the median of the chart. The first issue and issues after a gap cannot be compared. If the size
-- changed, only the positions of the smaller size count.
with compared as (
    select
        history.*,
        case when history.previous_size < history.chart_size then history.previous_size else history.chart_size end as depth
    from core.chart_history as history
    inner join core.charts_in_scope as in_scope
        on history.source = in_scope.source and history.chart = in_scope.chart
    where history.is_best and history.previous_date is not null and history.missing_before = 0
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
    new_shares.source,
    new_shares.chart,
    new_shares.chart_date,
    new_shares.snapshot_id,
    new_shares.transform_version,
    cast(new_shares.came as varchar) || ' of ' || cast(new_shares.depth as varchar) || ' positions are new' as detail
from new_shares
inner join usual
    on new_shares.source = usual.source and new_shares.chart = usual.chart
where 3 * new_shares.came > new_shares.depth and new_shares.new_share > 3 * usual.usual_new_share

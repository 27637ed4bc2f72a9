-- grain: one row per published issue with far more new songs than usual on its chart
-- level: warn
-- scope: issue
-- rule: at most a third of an issue is new since the previous one, or three times the usual share of the chart
-- The usual share is the median of the chart. The first issue and issues after a gap cannot be compared. If the size
-- changed, only the positions of the smaller size count. New songs may have been in the holes of the previous issue, so as
-- many of them as it has holes do not count. What a person plays may be all new, so charts that are counted from plays are
-- left out.
with sized_issues as (
    select
        issues.*,
        lag(issues.chart_size - issues.filled_positions, 1, 0) over (
            partition by issues.source, issues.chart order by issues.chart_date asc nulls last
        ) as holes_before,
        case when issues.previous_size < issues.chart_size then issues.previous_size else issues.chart_size end as depth
    from core.published_issues as issues
    inner join core.charts_in_scope as in_scope
        on issues.source = in_scope.source and issues.chart = in_scope.chart
),

counted as (
    select
        sized_issues.*,
        changes.came
    from sized_issues
    inner join core.issue_changes as changes
        on
            sized_issues.source = changes.source
            and sized_issues.chart = changes.chart
            and sized_issues.chart_date = changes.chart_date
    where
        sized_issues.previous_date is not null
        and sized_issues.missing_before = 0
        and not sized_issues.counts_plays
),

new_shares as (
    select
        *,
        case when came > holes_before then came - holes_before else 0 end as surely_came,
        cast(case when came > holes_before then came - holes_before else 0 end as double) / nullif(depth, 0) as new_share
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
where 3 * new_shares.surely_came > new_shares.depth and new_shares.new_share > 3 * usual.usual_new_share

-- grain: one row per chart date of core.equal_pairs, with the consecutive equal issues around it
-- materialized: chart
-- column: previous_date, as in core.equal_pairs
-- column: is_stale_copy, as in core.equal_pairs
-- column: first_date, first of the consecutive equal issues
-- column: last_date, last of the consecutive equal issues
-- column: first_copy_date, first of the consecutive issues that are proven copies of each other; null without proof
-- column: last_copy_date, last of these issues
-- column: begins_chart, the first of these issues is the first of the chart
with numbered as (
    select
        winners.*,
        cast(row_number() over (
            order by winners.source asc nulls last, winners.chart asc nulls last, winners.chart_date asc nulls last
        ) as integer) as this_issue
    from core.winners as winners
    inner join core.charts_in_scope as in_scope
        on winners.source = in_scope.source and winners.chart = in_scope.chart
),

equal_ones as (
    select
        numbered.this_issue,
        pairs.*
    from core.equal_pairs as pairs
    inner join numbered
        on pairs.source = numbered.source and pairs.chart = numbered.chart and pairs.chart_date = numbered.chart_date
),

-- Consecutive issues have consecutive numbers, so the difference from their rank identifies a run.
runs as (
    select
        *,
        this_issue - row_number() over (order by this_issue asc nulls last) as run,
        case when is_stale_copy
            then this_issue - row_number() over (partition by is_stale_copy order by this_issue asc nulls last)
        end as copy_run
    from equal_ones
),

ends as (
    select
        *,
        min(previous_date) over (partition by source, chart, run) as first_date,
        max(chart_date) over (partition by source, chart, run) as last_date,
        case when is_stale_copy then min(previous_date) over (partition by source, chart, is_stale_copy, copy_run) end as first_copy_date,
        case when is_stale_copy then max(chart_date) over (partition by source, chart, is_stale_copy, copy_run) end as last_copy_date
    from runs
)

select
    ends.source,
    ends.chart,
    ends.chart_date,
    ends.snapshot_id,
    ends.transform_version,
    ends.previous_date,
    ends.is_stale_copy,
    ends.first_date,
    ends.last_date,
    ends.first_copy_date,
    ends.last_copy_date,
    first_issues.chart is not null as begins_chart
from ends
left join numbered as first_issues
    on
        ends.source = first_issues.source
        and ends.chart = first_issues.chart
        and ends.first_copy_date = first_issues.chart_date
        and first_issues.previous_date is null

-- grain: one row per issue whose published previous positions are all moved by the same number
-- level: warn
-- scope: issue
-- rule: the published previous positions are those of the issue before
-- Nine of ten are off by the same number, so the positions of this issue or of the one before were counted from another
-- number. Fewer than five entries prove nothing.
with offsets as (
    select
        history.source,
        history.chart,
        history.chart_date,
        history.snapshot_id,
        history.transform_version,
        history.source_previous_position - history.previous_position as moved_by,
        count(*) as entries
    from core.chart_history as history
    inner join core.charts_in_scope as in_scope
        on history.source = in_scope.source and history.chart = in_scope.chart
    where
        history.is_best and history.missing_before = 0 and history.status in ('UP', 'DOWN', 'SAME')
        and history.source_previous_position is not null
    group by 1, 2, 3, 4, 5, 6
),

summed as (
    select
        offsets.*,
        sum(entries) over (partition by source, chart, chart_date) as all_entries
    from offsets
)

select
    source,
    chart,
    chart_date,
    snapshot_id,
    transform_version,
    cast(entries as varchar) || ' of ' || cast(all_entries as varchar)
    || ' published previous positions are ' || cast(abs(moved_by) as varchar)
    || case when moved_by > 0 then ' more' else ' less' end || ' than those of the issue before' as detail
from summed
where moved_by <> 0 and all_entries >= 5 and 10 * entries >= 9 * all_entries

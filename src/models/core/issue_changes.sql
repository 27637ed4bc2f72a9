-- grain: one row per published issue, with how much it differs from the issue before
-- materialized: issue
-- column: largest_rise, largest rise of a song since the previous observed issue [positions]
-- column: largest_fall, largest fall of a song since the previous observed issue [positions]
-- column: largest_near_rise, the same for songs without an unobserved issue before this one [positions]
-- column: largest_near_fall, the same for songs without an unobserved issue before this one, downwards [positions]
-- column: came, songs that the previous issue lacks, at positions that both issues have [songs]
select
    history.source,
    history.chart,
    history.chart_date,
    max(history.movement) as largest_rise,
    0 - min(history.movement) as largest_fall,
    max(case when history.missing_before = 0 then history.movement else 0 end) as largest_near_rise,
    0 - min(case when history.missing_before = 0 then history.movement else 0 end) as largest_near_fall,
    cast(sum(case
        when history.status not in ('NEW', 'RE') then 0
        when history.position > history.chart_size or history.position > history.previous_size then 0
        else 1
    end) as bigint) as came
from core.chart_history as history
inner join core.charts_in_scope as in_scope
    on
        history.source = in_scope.source
        and history.chart = in_scope.chart
        and history.chart_date >= in_scope.changed_from
where history.is_best
group by 1, 2, 3

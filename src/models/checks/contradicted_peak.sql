-- grain: one row per issue with a published peak that a stored position contradicts
-- level: warn
-- scope: issue
-- rule: a published peak is at least as good as the best stored position
select
    history.source,
    history.chart,
    history.chart_date,
    history.snapshot_id,
    history.transform_version,
    cast(count(*) as varchar) || case when count(*) = 1 then ' published peak is' else ' published peaks are' end
    || ' worse than a stored position, first of the song at position '
    || cast(min(history.position) as varchar) as detail
from core.chart_history as history
inner join core.charts_in_scope as in_scope
    on history.source = in_scope.source and history.chart = in_scope.chart
where history.is_best and history.source_peak_position > history.peak_position
group by 1, 2, 3, 4, 5

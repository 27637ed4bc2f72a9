-- grain: one row per snapshot in which many positions have several songs
-- level: error
-- scope: issue
-- rule: at most one position of an issue has several songs, or at most a tenth of its positions
-- A few ties are real. Many mean that the rows of two charts were read as one, except where plays are counted.
select
    snapshots.source,
    snapshots.chart,
    snapshots.chart_date,
    snapshots.snapshot_id,
    snapshots.transform_version,
    cast(snapshots.tied_positions as varchar) || ' of ' || cast(snapshots.landed_positions as varchar)
    || ' positions have several songs: two charts in one?' as detail
from core.snapshots as snapshots
inner join core.charts_in_scope as in_scope
    on
        snapshots.source = in_scope.source
        and snapshots.chart = in_scope.chart
        and snapshots.chart_date >= in_scope.changed_from
where not snapshots.counts_plays and snapshots.tied_positions > 1 and 10 * snapshots.tied_positions > snapshots.landed_positions

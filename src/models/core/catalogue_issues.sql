-- grain: one row per snapshot of a chart date whose songs, credits, artists and albums count
-- materialized: issue
-- A file with many issues names a song only on the first issue with it. So if an issue of the file is in core.snapshots,
-- the songs of its other issues count as well, although such an issue may itself lack a row and not be published.
with files as (
    select distinct
        snapshots.source,
        snapshots.chart,
        snapshots.raw_key,
        snapshots.transform_version
    from core.snapshots as snapshots
    inner join core.charts_in_scope as in_scope
        on
            snapshots.source = in_scope.source
            and snapshots.chart = in_scope.chart
            and snapshots.chart_date >= in_scope.changed_from
)

select
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.snapshot_id,
    issues.transform_version,
    min(issues.identity) as identity
from landing.chart_issues as issues
inner join files
    using (source, chart, raw_key, transform_version)
where issues.complete and issues.entry_count > 0
group by 1, 2, 3, 4, 5

-- grain: one row per song on the published issues of a chart
-- materialized: chart
select
    entries.source,
    entries.chart,
    entries.song_id,
    min(entries.chart_date) as first_date,
    max(entries.chart_date) as last_date
from landing.chart_entries as entries
inner join core.published_issues as issues
    using (source, chart, chart_date, snapshot_id, transform_version)
inner join core.charts_in_scope as in_scope
    on entries.source = in_scope.source and entries.chart = in_scope.chart
group by 1, 2, 3

-- grain: one row per song that a published issue of a chart holds
-- kept: chart
-- column: first_date, first issue with the song
-- column: last_date, last issue with the song
select
    entries.source,
    entries.chart,
    entries.song_id,
    min(entries.chart_date) as first_date,
    max(entries.chart_date) as last_date
from landing.chart_entries as entries
inner join core.published_issues as issues
    on
        entries.source = issues.source
        and entries.chart = issues.chart
        and entries.chart_date = issues.chart_date
        and entries.snapshot_id = issues.snapshot_id
        and entries.transform_version = issues.transform_version
inner join core.charts_in_scope as in_scope
    on issues.source = in_scope.source and issues.chart = in_scope.chart
group by 1, 2, 3

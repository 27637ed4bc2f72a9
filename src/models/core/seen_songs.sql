-- grain: one row per song that a published issue of a chart holds
-- kept: chart
-- column: first_date, first issue with the song
-- column: last_date, last issue with the song
select
    e.source,
    e.chart,
    e.song_id,
    min(e.chart_date) as first_date,
    max(e.chart_date) as last_date
from landing.chart_entries as e
inner join core.published_issues as i
    on
        e.source = i.source
        and e.chart = i.chart
        and e.chart_date = i.chart_date
        and e.snapshot_id = i.snapshot_id
        and e.transform_version = i.transform_version
inner join core.charts_in_scope as c
    on i.source = c.source and i.chart = c.chart
group by 1, 2, 3

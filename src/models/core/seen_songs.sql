-- grain: one row per song on the published issues of a chart
-- materialized: seen_song
with dated as (
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
        on
            entries.source = in_scope.source
            and entries.chart = in_scope.chart
            and entries.chart_date >= in_scope.changed_from
    group by 1, 2, 3
    union all
    select
        source,
        chart,
        song_id,
        first_date,
        last_date
    from core.earlier_songs
)

select
    source,
    chart,
    song_id,
    min(first_date) as first_date,
    max(last_date) as last_date
from dated
group by 1, 2, 3
having min(first_date) is not null

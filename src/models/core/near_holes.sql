-- grain: one row per entry whose song is missing from the issue before or after it, which has holes
-- materialized: issue
-- A hole is a position without an entry, which may hold any song. So the counts of such a song may be larger.
with issue_holes as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        case when issues.filled_positions < issues.chart_size then 1 else 0 end as has_hole,
        in_scope.changed_from
    from core.published_issues as issues
    inner join core.charts_in_scope as in_scope
        on issues.source = in_scope.source and issues.chart = in_scope.chart
),

in_order as (
    select
        *,
        lag(chart_date) over (partition by source, chart order by chart_date asc nulls last) as date_before,
        lag(has_hole) over (partition by source, chart order by chart_date asc nulls last) as hole_before,
        lead(chart_date) over (partition by source, chart order by chart_date asc nulls last) as date_after,
        lead(has_hole) over (partition by source, chart order by chart_date asc nulls last) as hole_after
    from issue_holes
),

neighbours as (
    select source, chart, chart_date, date_before as hole_date
    from in_order
    where hole_before = 1 and chart_date >= changed_from
    union all
    select source, chart, chart_date, date_after
    from in_order
    where hole_after = 1 and chart_date >= changed_from
),

-- Few issues have holes: without this step the whole history would be compared.
present as (
    select
        history.source,
        history.chart,
        history.chart_date,
        history.recording_id
    from core.chart_history as history
    inner join (select distinct source, chart, hole_date from neighbours) as hole_dates
        on
            history.source = hole_dates.source
            and history.chart = hole_dates.chart
            and history.chart_date = hole_dates.hole_date
)

select distinct
    history.source,
    history.chart,
    history.chart_date,
    history.song_id,
    history.recording_id
from neighbours
inner join core.chart_history as history
    on
        neighbours.source = history.source
        and neighbours.chart = history.chart
        and neighbours.chart_date = history.chart_date
left join present
    on
        neighbours.source = present.source
        and neighbours.chart = present.chart
        and neighbours.hole_date = present.chart_date
        and history.recording_id = present.recording_id
where present.recording_id is null

-- grain: one row per entry of the chosen charts, the better one of a recording, with its points and the date it counts for
-- column: counts_on, date of the issue whose year and period the entry counts for
-- column: points, by the points rule, with the bonus [points]
-- column: points_share, points divided by those of the rule for no. 1, without bonus; null for a metric [points]
-- This is the only place of the points rules: of position r on a chart of n positions, by :points,
--     inverse n + 1 - r; log ln(n + 1) - ln(r); power 1 / sqrt(r); reciprocal 1 / r; metric what the source measured
-- and :bonus_at_one more at no. 1.
-- By :runs an entry counts for its own date (cut), or for the first issue at the best position of its stay (whole).
with best_entries as (
    select
        history.source,
        history.chart,
        history.chart_date,
        history.song_id,
        history.recording_id,
        history.run_number,
        history.position,
        history.chart_size,
        history.issue_number,
        history.metric
    from (
        select one_chart.*
        from core.chart_history as one_chart
        where one_chart.chart = :chart
        union all
        select all_charts.*
        from core.chart_history as all_charts
        inner join chosen_charts
            on all_charts.chart = chosen_charts.chart
        where cast(:chart as varchar) is null
    ) as history
    where history.source = :source and history.is_best
),

dated as (
    select
        *,
        chart_date as counts_on
    from best_entries
    where :runs = 'cut'
    union all
    select
        *,
        first_value(chart_date) over (
            partition by source, chart, recording_id, run_number
            order by position asc nulls last, chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as counts_on
    from best_entries
    where :runs = 'whole'
),

valued as (
    select
        *,
        case :points
            when 'inverse' then cast(chart_size + 1 - position as double)
            when 'log' then ln(cast(chart_size + 1 as double)) - ln(cast(position as double))
            when 'power' then cast(1 as double) / nullif(sqrt(cast(position as double)), 0)
            when 'reciprocal' then cast(1 as double) / nullif(position, 0)
            when 'metric' then cast(metric as double)
        end + case when position = 1 then cast(:bonus_at_one as double) else 0 end as points,
        -- Cast as a whole, too: an engine may know the rule beforehand, and null alone has no type.
        cast(case :points
            when 'inverse' then cast(chart_size as double)
            when 'log' then ln(cast(chart_size + 1 as double))
            when 'power' then cast(1 as double)
            when 'reciprocal' then cast(1 as double)
        end as double) as most_points
    from dated
)

select
    source,
    chart,
    chart_date,
    counts_on,
    song_id,
    recording_id,
    position,
    issue_number,
    points,
    cast(cast(points as double) / nullif(most_points, 0) as double) as points_share
from valued

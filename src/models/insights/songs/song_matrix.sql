-- grain: one row per chart that had the song and issue of a date on which any of these charts has it
-- title: Song by chart and date
-- question: Where was a song on each date, on every chart?
-- parameter: song
-- parameter: chart = all
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: limit = all, maximum number of dates, the newest ones
-- draw: line of position by chart, movement = movement
-- key: chart_date, chart, position
-- matrix: chart_date, chart = position, metric
-- optional: metric, metric_name
-- column: position, rank on the chart, from 1; null if the issue does not have the song [position]
-- column: metric, what the source measured for this issue, e.g. streams
-- A date without a row of a chart has no observed issue of it.
with entries as (
    select history.*
    from core.chart_history as history
    where
        history.recording_id = :song
        and (cast(:source as varchar) is null or history.source = :source)
        and (cast(:chart as varchar) is null or history.chart = :chart)
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
),

dates as (
    select
        chart_date,
        row_number() over (order by chart_date desc nulls last) as age
    from entries
    group by 1
),

known_charts as (
    select distinct
        source,
        chart
    from entries
)

select
    issues.chart_date,
    issues.source,
    issues.chart,
    entries.position,
    entries.movement,
    entries.status,
    entries.metric,
    entries.metric_name,
    entries.position is null and issues.filled_positions < issues.chart_size as maybe_in_hole,
    cast(:song as varchar) as recording_id
from known_charts
inner join core.published_issues as issues
    on known_charts.source = issues.source and known_charts.chart = issues.chart
inner join dates
    on issues.chart_date = dates.chart_date
left join entries
    on issues.source = entries.source and issues.chart = entries.chart and issues.chart_date = entries.chart_date
where dates.age <= coalesce(cast(:limit as bigint), dates.age)
order by issues.chart_date asc nulls last, issues.source asc nulls last, issues.chart asc nulls last

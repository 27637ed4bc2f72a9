-- grain: one row per recording with a metric in the span
-- title: Totals of the metric
-- question: How many streams, views or plays did each song have, and when the most?
-- needs: metric
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: above = 1000000, count issues with a larger metric than this
-- parameter: artist = all
-- parameter: limit = 20
-- draw: bar of total by song
-- key: place, song, artists, total
-- optional: last_7_change
-- spare: metric_name, best_date, issues_above, last_7_change
-- column: place, rank by total; ties share a rank [place]
-- column: metric_name, as in insights.song_summary
-- column: total, sum of the metric over the observed issues of the span; issues off the chart are not in it
-- column: best, largest metric on an issue of the span
-- column: best_date, first issue of the span with this metric
-- column: last_7, sum over the last seven observed issues up to the end of the span; an issue without the song adds nothing
-- column: last_7_change, last_7 minus the same sum over the seven observed issues before; null if there are fewer than fourteen
-- column: issues, observed issues of the span with a metric of the song [issues]
-- column: issues_above, issues of the span with a metric larger than the parameter above [issues]
-- Of two entries of a recording on an issue the better one counts.
with issues as (
    select
        issues.chart_date,
        row_number() over (order by issues.chart_date desc nulls last) as age
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart and issues.chart_date <= cast(:to as date)
),

extent as (
    select count(*) as issue_count
    from issues
),

entries as (
    select
        history.recording_id,
        history.chart_date,
        history.metric,
        history.metric_name,
        issues.age,
        history.chart_date >= cast(:from as date) as is_in_span
    from core.chart_history as history
    inner join issues
        on history.chart_date = issues.chart_date
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:to as date)
        and history.is_best
        and history.metric is not null
        and (cast(:artist as varchar) is null or history.recording_id in shared.songs_of_artist)
),

totals as (
    select
        recording_id,
        max(metric_name) as metric_name,
        sum(case when is_in_span then metric end) as total,
        max(case when is_in_span then metric end) as best,
        sum(case when age <= 7 then metric else 0 end) as last_7,
        sum(case when age between 8 and 14 then metric else 0 end) as previous_7,
        sum(case when is_in_span then 1 else 0 end) as issues,
        sum(case when is_in_span and metric > :above then 1 else 0 end) as issues_above
    from entries
    group by 1
),

ranked as (
    select
        rank() over (order by total desc nulls last) as place,
        *
    from totals
    where issues > 0
    qualify rank() over (order by total desc nulls last) <= :limit
),

best_issues as (
    select
        ranked.recording_id,
        min(entries.chart_date) as best_date
    from ranked
    inner join entries
        on ranked.recording_id = entries.recording_id and ranked.best = entries.metric
    where entries.is_in_span
    group by 1
)

select
    ranked.place,
    names.song,
    names.artists,
    ranked.metric_name,
    cast(ranked.total as bigint) as total,
    ranked.best,
    best_issues.best_date,
    cast(ranked.last_7 as bigint) as last_7,
    case when extent.issue_count >= 14 then cast(ranked.last_7 - ranked.previous_7 as bigint) end as last_7_change,
    cast(ranked.issues as bigint) as issues,
    cast(ranked.issues_above as bigint) as issues_above,
    ranked.recording_id
from ranked
inner join best_issues
    on ranked.recording_id = best_issues.recording_id
cross join extent
left join shared.names_of_chart as names
    on ranked.recording_id = names.song_id
order by ranked.place asc nulls last, ranked.recording_id asc nulls last

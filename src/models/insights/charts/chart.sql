-- grain: one row per entry of the issue
-- title: The chart
-- question: What is on the chart, and how did each song get there?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: artist = all
-- parameter: limit = all, positions from the top
-- draw: table, movement = movement, last_30 = sparkline, peak_position = at best, issues_at_peak = at least, issues_on_chart = at least, streak = at least
-- key: position, movement, previous_position, song, artists, issues_on_chart
-- optional: source_previous_position, source_peak_position, source_issues_on_chart, metric, metric_change, metric_share, metric_name
-- spare: metric_name, source_issues_on_chart, source_peak_position, source_previous_position, metric_share, metric_change, issues_at_peak, streak
-- column: metric_change, metric minus that on the previous observed issue; null if the song was not on it
-- column: metric_share, metric divided by that of no. 1
-- column: last_30, positions on the last 30 observed issues, oldest first, empty where absent [positions]
with entries as (
    select history.*
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date = cast(:on as date)
        and history.position <= coalesce(cast(:limit as bigint), history.position)
        and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
),

last_issues as (
    select
        issues.chart_date,
        row_number() over (order by issues.chart_date desc nulls last) as age
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart and issues.chart_date <= cast(:on as date)
    qualify row_number() over (order by issues.chart_date desc nulls last) <= 30
),

last_entries as (
    select
        history.recording_id,
        history.chart_date,
        history.position,
        history.metric,
        last_issues.age
    from core.chart_history as history
    inner join last_issues
        on history.chart_date = last_issues.chart_date
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:on as date)
        and history.is_best
),

steps as (
    select
        entries.recording_id,
        last_issues.age,
        ',' || coalesce(cast(last_entries.position as varchar), '') as step
    from entries
    cross join last_issues
    left join last_entries
        on entries.recording_id = last_entries.recording_id and last_issues.chart_date = last_entries.chart_date
    where entries.is_best
),

-- Written out because listagg over a window takes longer than everything else together.
last_positions as (
    select
        recording_id,
        substr(
            max(case when age = 30 then step else '' end) || max(case when age = 29 then step else '' end)
            || max(case when age = 28 then step else '' end) || max(case when age = 27 then step else '' end)
            || max(case when age = 26 then step else '' end) || max(case when age = 25 then step else '' end)
            || max(case when age = 24 then step else '' end) || max(case when age = 23 then step else '' end)
            || max(case when age = 22 then step else '' end) || max(case when age = 21 then step else '' end)
            || max(case when age = 20 then step else '' end) || max(case when age = 19 then step else '' end)
            || max(case when age = 18 then step else '' end) || max(case when age = 17 then step else '' end)
            || max(case when age = 16 then step else '' end) || max(case when age = 15 then step else '' end)
            || max(case when age = 14 then step else '' end) || max(case when age = 13 then step else '' end)
            || max(case when age = 12 then step else '' end) || max(case when age = 11 then step else '' end)
            || max(case when age = 10 then step else '' end) || max(case when age = 9 then step else '' end)
            || max(case when age = 8 then step else '' end) || max(case when age = 7 then step else '' end)
            || max(case when age = 6 then step else '' end) || max(case when age = 5 then step else '' end)
            || max(case when age = 4 then step else '' end) || max(case when age = 3 then step else '' end)
            || max(case when age = 2 then step else '' end) || max(case when age = 1 then step else '' end),
            2
        ) as last_30
    from steps
    group by recording_id
)

select
    entries.position,
    entries.previous_position,
    entries.movement,
    entries.status,
    names.song,
    names.artists,
    entries.peak_position,
    entries.issues_at_peak,
    entries.issues_on_chart,
    entries.streak,
    entries.source_previous_position,
    entries.source_peak_position,
    entries.source_issues_on_chart,
    entries.metric,
    entries.metric - previous.metric as metric_change,
    round(
        cast(entries.metric as double) / nullif(max(case when entries.position = 1 then entries.metric end) over (), 0), 6
    ) as metric_share,
    entries.metric_name,
    entries.debut_censored or entries.expected_since_debut > entries.observed_since_debut as censored,
    last_positions.last_30,
    entries.song_id
from entries
left join shared.names_of_chart as names
    on entries.song_id = names.song_id
left join last_entries as previous
    on entries.recording_id = previous.recording_id and previous.age = 2 and entries.is_best
left join last_positions
    on entries.recording_id = last_positions.recording_id
order by entries.position asc nulls last, entries.song_id asc nulls last

-- grain: one row per issue and song that was on no earlier one
-- title: Debuts
-- question: Which songs are new on the chart, and which is the hot shot debut?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: from = the issue of --on
-- parameter: to = the issue of --on
-- parameter: artist = all
-- parameter: across_gaps = false
-- parameter: limit = all
-- draw: table
-- key: chart_date, position, song, artists, hot_shot
-- column: hot_shot, the debut with the best position on the issue
-- If the source publishes its own columns, a song that it had on an earlier issue is not new: it was below the positions
-- that we have, on an unobserved issue, or on a position without an entry.
-- A span of one issue is named as its day, as in shared.compared_issues.
with compared as (
    select *
    from shared.compared_issues as shared_issues
),

debuts as (
    select
        history.chart_date,
        history.position,
        history.position = min(history.position) over (partition by history.chart_date) as hot_shot,
        history.song_id
    from core.chart_history as history
    inner join compared
        on history.chart_date = compared.chart_date
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.chart_date = case when :from = :to then cast(:from as date) else history.chart_date end
        and history.is_best
        and history.status = 'NEW'
        and history.position <= compared.depth
        and history.source_previous_position is null
        and coalesce(history.source_issues_on_chart, 1) <= 1
        and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
    qualify cast(:limit as bigint) is null or rank() over (
        partition by history.chart_date order by history.position asc nulls last
    ) <= cast(:limit as bigint)
)

select
    debuts.chart_date,
    debuts.position,
    names.song,
    names.artists,
    debuts.hot_shot,
    debuts.song_id
from debuts
left join core.charted_names as names
    on debuts.song_id = names.song_id and names.source = :source and names.chart = :chart
order by debuts.chart_date asc nulls last, debuts.position asc nulls last, debuts.song_id asc nulls last

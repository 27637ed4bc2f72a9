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
with compared as (
    select *
    from shared.compared_issues as shared_issues
)

select
    history.chart_date,
    history.position,
    names.song,
    names.artists,
    history.position = min(history.position) over (partition by history.chart_date) as hot_shot,
    history.song_id
from core.chart_history as history
inner join compared
    on history.source = compared.source and history.chart = compared.chart and history.chart_date = compared.chart_date
left join core.song_names as names
    on history.source = names.source and history.song_id = names.song_id
where
    history.chart_date between cast(:from as date) and cast(:to as date)
    and history.is_best
    and history.status = 'NEW'
    and history.position <= compared.depth
    and history.source_previous_position is null
    and coalesce(history.source_issues_on_chart, 1) <= 1
    and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
qualify cast(:limit as bigint) is null or rank() over (
    partition by history.chart_date order by history.position asc nulls last
) <= cast(:limit as bigint)
order by history.chart_date asc nulls last, history.position asc nulls last, history.song_id asc nulls last

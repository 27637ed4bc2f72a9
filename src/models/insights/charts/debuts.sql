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
        entries.chart_date,
        entries.position,
        entries.position = min(entries.position) over (partition by entries.chart_date) as hot_shot,
        entries.song_id
    from core.notable_entries as entries
    inner join compared
        on entries.chart_date = compared.chart_date
    where
        entries.source = :source
        and entries.chart = :chart
        and entries.chart_date between cast(:from as date) and cast(:to as date)
        and entries.chart_date = case when :from = :to then cast(:from as date) else entries.chart_date end
        and entries.is_debut
        and entries.position <= compared.depth
        and (cast(:artist as varchar) is null or entries.song_id in shared.songs_of_artist)
    qualify cast(:limit as bigint) is null or rank() over (
        partition by entries.chart_date order by entries.position asc nulls last
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
left join shared.names_of_chart as names
    on debuts.song_id = names.song_id
order by debuts.chart_date asc nulls last, debuts.position asc nulls last, debuts.song_id asc nulls last

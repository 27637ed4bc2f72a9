-- grain: one row per song that was on no earlier issue
-- title: Debuts
-- question: Which songs are new on the chart, and which is the hot shot debut?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: artist = all
-- parameter: across_gaps = false
-- parameter: limit = all
-- draw: table
-- key: position, song, artists, hot_shot
-- column: hot_shot, the debut with the best position on the issue
-- If the source publishes its own columns, a song that it had on an earlier issue is not new: it was below the positions
-- that we have, on an unobserved issue, or on a position without an entry.
with compared as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        case when issues.previous_size < issues.chart_size then issues.previous_size else issues.chart_size end as depth
    from core.published_issues as issues
    where
        issues.source = :source
        and issues.chart = :chart
        and issues.chart_date = cast(:on as date)
        and issues.previous_date is not null
        and (issues.missing_before = 0 or cast(:across_gaps as boolean))
)

select
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
    history.is_best
    and history.status = 'NEW'
    and history.position <= compared.depth
    and history.source_previous_position is null
    and coalesce(history.source_issues_on_chart, 1) <= 1
    and (
        cast(:artist as varchar) is null
        or history.song_id in (
            select credits.song_id
            from core.song_credits as credits
            where credits.source = :source and credits.artist_id = :artist
        )
    )
qualify cast(:limit as bigint) is null or rank() over (order by history.position asc nulls last) <= cast(:limit as bigint)
order by history.position asc nulls last, history.song_id asc nulls last

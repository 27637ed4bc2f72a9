-- grain: one row per song that was in no earlier issue
-- title: Debuts
-- question: Which songs are new on the chart, and which is the hot shot debut?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: on = the newest, date of an issue
-- parameter: across_gaps = false, compare with the previous observed issue even if expected ones between are unobserved
-- draw: table
-- column: position, place on the chart [position]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: hot_shot, the best placed debut of the issue
-- column: song_id, id of the song at the source
with compared as (
    select
        i.source,
        i.chart,
        i.chart_date,
        case when i.previous_size < i.chart_size then i.previous_size else i.chart_size end as depth
    from core.published_issues as i
    where
        i.source = :source
        and i.chart = :chart
        and i.chart_date = cast(:on as date)
        and i.previous_date is not null
        and (i.missing_before = 0 or cast(:across_gaps as boolean))
)

select
    h.position,
    n.song,
    n.artists,
    h.position = min(h.position) over (partition by h.chart_date) as hot_shot,
    h.song_id
from core.chart_history as h
inner join compared as c
    on h.source = c.source and h.chart = c.chart and h.chart_date = c.chart_date
left join core.song_names as n
    on h.source = n.source and h.song_id = n.song_id
where h.is_best and h.status = 'NEW' and h.position <= c.depth
order by h.position asc nulls last

-- grain: one row per song of the previous issue that is not in this one
-- title: Dropouts
-- question: Which songs have left the chart, and from which position?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: on = the newest, date of an issue
-- parameter: across_gaps = false, compare with the previous observed issue even if expected ones between are unobserved
-- draw: table, streak = at least, issues_on_chart = at least
-- column: exit_position, place in the previous issue [position]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: streak, consecutive observed issues of the stay that ended [issues]
-- column: issues_on_chart, observed issues with the song over all stays [issues]
-- column: peak_position, best position over all stays [position]
-- column: censored, the counts may be larger: the song was on the first observed issue, or issues since its debut are unobserved
-- column: song_id, id of the song at the source
with compared as (
    select
        i.source,
        i.chart,
        i.chart_date,
        i.previous_date,
        i.missing_before,
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
    h.position as exit_position,
    n.song,
    n.artists,
    h.streak,
    h.issues_on_chart,
    h.peak_position,
    h.debut_censored or h.expected_since_debut > h.observed_since_debut or c.missing_before > 0 as censored,
    h.song_id
from core.chart_history as h
inner join compared as c
    on h.source = c.source and h.chart = c.chart and h.chart_date = c.previous_date
left join core.chart_history as stayed
    on
        h.source = stayed.source
        and h.chart = stayed.chart
        and h.recording_id = stayed.recording_id
        and c.chart_date = stayed.chart_date
        and stayed.is_best
left join core.song_names as n
    on h.source = n.source and h.song_id = n.song_id
where h.is_best and h.position <= c.depth and stayed.recording_id is null
order by h.position asc nulls last

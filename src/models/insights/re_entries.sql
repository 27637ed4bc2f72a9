-- grain: one row per song that is back after an absence
-- title: Re-entries
-- question: Which songs are back on the chart, and how long were they away?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: on = the newest, date of an issue
-- parameter: across_gaps = false, compare with the previous observed issue even if expected ones between are unobserved
-- draw: table, absence_issues = at least, issues_on_chart = at least
-- column: position, place on the chart [position]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: absence_issues, observed issues without the song since it was last seen [issues]
-- column: absence_days, days since it was last seen [days]
-- column: censored, the counts may be larger: the song was on the first observed issue, or issues since its debut are unobserved
-- column: last_date, date of the issue in which it was last seen
-- column: last_position, its place there [position]
-- column: peak_position, best position over all stays [position]
-- column: issues_on_chart, observed issues with the song so far over all stays [issues]
-- column: run_number, which stay this is [stay]
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
),

back as (
    select h.*
    from core.chart_history as h
    inner join compared as c
        on h.source = c.source and h.chart = c.chart and h.chart_date = c.chart_date
    where h.is_best and h.status = 'RE' and h.position <= c.depth
)

select
    b.position,
    n.song,
    n.artists,
    b.absence_issues,
    b.absence_days,
    b.debut_censored or b.expected_since_debut > b.observed_since_debut as censored,
    i.chart_date as last_date,
    h.position as last_position,
    b.peak_position,
    b.issues_on_chart,
    b.run_number,
    b.song_id
from back as b
inner join core.published_issues as i
    on
        b.source = i.source
        and b.chart = i.chart
        and b.issue_number - b.absence_issues - 1 = i.issue_number
inner join core.chart_history as h
    on
        i.source = h.source
        and i.chart = h.chart
        and i.chart_date = h.chart_date
        and b.recording_id = h.recording_id
        and h.is_best
left join core.song_names as n
    on b.source = n.source and b.song_id = n.song_id
order by b.position asc nulls last

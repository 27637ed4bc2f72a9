-- grain: one row: the song
-- title: Chart run
-- question: How did a song move from issue to issue, stay by stay?
-- parameter: song, its id or any part of its title
-- parameter: chart = the global one, slug of the chart or source/slug
-- draw: line, issues_on_chart = at least, issues_at_peak = at least
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: positions, the stays joined by (RE); ? is an unobserved issue, – an issue that may hide the song behind an unreadable item [positions]
-- column: runs, stays so far [stays]
-- column: issues_on_chart, observed issues with the song over all stays [issues]
-- column: peak_position, best position over all stays [position]
-- column: peak_date, first issue at the peak
-- column: issues_at_peak, issues at the peak [issues]
-- column: debut_date, first issue with the song
-- column: debut_position, its place there [position]
-- column: debut_censored, that was the first observed issue of the chart: the true debut may be earlier
-- column: last_date, newest issue with the song
-- column: on_chart, that is the newest issue of the chart
-- column: censored, the counts may be larger: the debut is censored, or issues since then, or right after the last one, are unobserved
-- column: recording_id, id of the recording: the song id under which it was seen first
with recording as (
    select h.*
    from core.chart_history as h
    where h.source = :source and h.chart = :chart and h.recording_id = :song and h.is_best
),

newest as (
    select *
    from recording
    qualify row_number() over (order by chart_date desc nulls last) = 1
),

-- A hole is a position that holds no entry, because the item there could not be read.
issues as (
    select
        i.chart_date,
        i.issue_number,
        i.missing_before,
        lead(i.missing_before, 1, 0) over (order by i.issue_number asc nulls last) as missing_after,
        i.entry_count < i.chart_size as has_hole,
        max(i.issue_number) over (partition by i.chart) as newest_issue_number
    from core.published_issues as i
    where i.source = :source and i.chart = :chart
),

steps as (
    select
        n.recording_id,
        i.issue_number,
        case
            when r.previous_position is not null then repeat('?-', i.missing_before) || cast(r.position as varchar)
            when r.position is not null then cast(r.position as varchar)
            when i.has_hole then '–'
        end as step,
        max(r.run_number) over (
            partition by n.recording_id
            order by i.issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as run_number
    from newest as n
    inner join issues as i
        on n.chart_date >= i.chart_date and n.debut_date <= i.chart_date
    left join recording as r
        on i.chart_date = r.chart_date
),

stays as (
    select distinct
        recording_id,
        run_number,
        listagg(step, '-') within group (order by issue_number asc nulls last)
            over (partition by recording_id, run_number) as positions
    from steps
    where step is not null
),

whole as (
    select distinct
        recording_id,
        listagg(positions, ' (RE) ') within group (order by run_number asc nulls last)
            over (partition by recording_id) as positions
    from stays
)

select
    s.song,
    s.artists,
    w.positions,
    n.run_number as runs,
    n.issues_on_chart,
    n.peak_position,
    n.peak_date,
    n.issues_at_peak,
    n.debut_date,
    n.debut_position,
    n.debut_censored,
    n.chart_date as last_date,
    n.issue_number = i.newest_issue_number as on_chart,
    n.debut_censored or n.expected_since_debut > n.observed_since_debut or i.missing_after > 0 as censored,
    n.recording_id
from newest as n
inner join whole as w
    on n.recording_id = w.recording_id
inner join issues as i
    on n.chart_date = i.chart_date
left join core.song_names as s
    on n.source = s.source and n.song_id = s.song_id
order by n.recording_id asc nulls last

-- grain: one row: the song
-- title: Chart run
-- question: How did a song move from issue to issue, stay by stay?
-- parameter: song
-- parameter: chart = the global one
-- draw: line of positions by song, peak_position = at best, issues_on_chart = at least, issues_at_peak = at least
-- key: song, artists, positions
-- optional: source_previous_position, source_peak_position, source_issues_on_chart, metric, metric_name
-- column: source_previous_position, as in insights.song_summary
-- column: source_peak_position, as in insights.song_summary
-- column: source_issues_on_chart, as in insights.song_summary
-- column: metric, as in insights.song_summary
-- column: metric_name, as in insights.song_summary
-- column: positions, the stays joined by (RE); ? is an unobserved issue, – an issue that may contain the song as an unreadable item [positions]
-- column: runs, stays so far [stays]
-- column: censored, the counts may be larger: the debut is censored, or issues since the debut or right after the last one are unobserved or have a hole
with recording as (
    select history.*
    from core.chart_history as history
    where history.source = :source and history.chart = :chart and history.recording_id = :song and history.is_best
),

newest as (
    select *
    from recording
    qualify row_number() over (order by chart_date desc nulls last) = 1
),

-- A hole is a position without an entry: the item could not be read.
issues as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (order by issues.issue_number asc nulls last) as missing_after,
        issues.filled_positions < issues.chart_size as has_hole,
        lead(issues.filled_positions < issues.chart_size, 1, false) over (order by issues.issue_number asc nulls last) as has_hole_after,
        max(issues.issue_number) over (partition by issues.chart) as newest_issue_number
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

steps as (
    select
        newest.recording_id,
        issues.issue_number,
        case
            when recording.previous_position is not null then repeat('?-', issues.missing_before) || cast(recording.position as varchar)
            when recording.position is not null then cast(recording.position as varchar)
            when issues.has_hole then '–'
        end as step,
        max(recording.run_number) over (
            partition by newest.recording_id
            order by issues.issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as run_number,
        min(recording.run_number) over (
            partition by newest.recording_id
            order by issues.issue_number asc nulls last
            rows between current row and unbounded following
        ) as next_run_number
    from newest
    inner join issues
        on newest.chart_date >= issues.chart_date and newest.debut_date <= issues.chart_date
    left join recording
        on issues.chart_date = recording.chart_date
),

stays as (
    select distinct
        recording_id,
        run_number,
        listagg(step, '-') within group (order by issue_number asc nulls last)
            over (partition by recording_id, run_number) as positions
    from steps
    -- A hole after the song had left cannot contain it.
    where step is not null and run_number = next_run_number
),

whole as (
    select distinct
        recording_id,
        listagg(positions, ' (RE) ') within group (order by run_number asc nulls last)
            over (partition by recording_id) as positions
    from stays
)

select
    names.song,
    names.artists,
    whole.positions,
    newest.run_number as runs,
    newest.issues_on_chart,
    newest.peak_position,
    newest.peak_date,
    newest.issues_at_peak,
    newest.debut_date,
    newest.debut_position,
    newest.debut_censored,
    newest.chart_date as last_date,
    newest.issue_number = issues.newest_issue_number as on_chart,
    newest.source_previous_position,
    newest.source_peak_position,
    newest.source_issues_on_chart,
    newest.metric,
    newest.metric_name,
    newest.debut_censored or newest.expected_since_debut > newest.observed_since_debut or issues.missing_after > 0 or issues.has_hole_after as censored,
    newest.recording_id
from newest
inner join whole
    on newest.recording_id = whole.recording_id
inner join issues
    on newest.chart_date = issues.chart_date
left join shared.names_of_chart as names
    on newest.song_id = names.song_id
order by newest.recording_id asc nulls last

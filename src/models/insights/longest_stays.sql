-- grain: one row per stay of a song
-- title: Longest stays
-- question: Which songs stayed on the chart the longest without leaving it?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: limit = 20, rows; those that tie with the last are kept
-- draw: bar, issues = at least, first_date = at most
-- column: place, rank by issues; ties share it [place]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: issues, consecutive observed issues of the stay, going on over unobserved ones [issues]
-- column: first_date, first issue of the stay
-- column: last_date, last issue of the stay
-- column: in_progress, that is the newest issue of the chart
-- column: stay, which stay of the song this is, from 1 [stay]
-- column: peak_position, best position in the stay [position]
-- column: censored, the stay may be longer: it meets the first observed issue of the chart or an unobserved one
-- column: recording_id, id of the recording: the song id under which it was seen first
with issues as (
    select
        issues.chart_date,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (order by issues.chart_date asc nulls last) as missing_after,
        max(issues.issue_number) over (partition by issues.chart) as newest_issue_number
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

stays as (
    select
        history.recording_id,
        history.run_number as stay,
        count(*) as issues,
        min(history.chart_date) as first_date,
        max(history.chart_date) as last_date,
        min(history.position) as peak_position,
        max(case when history.issue_number = issues.newest_issue_number then 1 else 0 end) = 1 as in_progress,
        max(case when history.issue_number = 1 or issues.missing_before > 0 or issues.missing_after > 0 then 1 else 0 end) = 1 as censored
    from core.chart_history as history
    inner join issues
        on history.chart_date = issues.chart_date
    where history.source = :source and history.chart = :chart and history.is_best
    group by 1, 2
),

placed as (
    select
        rank() over (order by issues desc nulls last) as place,
        *
    from stays
)

select
    placed.place,
    names.song,
    names.artists,
    placed.issues,
    placed.first_date,
    placed.last_date,
    placed.in_progress,
    placed.stay,
    placed.peak_position,
    placed.censored,
    placed.recording_id
from placed
left join core.song_names as names
    on placed.recording_id = names.song_id and names.source = :source
where placed.place <= :limit
order by placed.place asc nulls last, placed.first_date asc nulls last, placed.recording_id asc nulls last

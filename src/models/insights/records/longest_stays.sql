-- grain: one row per stay of a song
-- title: Longest stays
-- question: Which songs stayed on the chart the longest without leaving it?
-- parameter: chart = the global one
-- parameter: from = all, only stays from this day on
-- parameter: to = all, only stays up to this day
-- parameter: artist = all
-- parameter: limit = 20
-- draw: bar of issues by song, peak_position = at best, issues = at least, first_date = at most
-- key: place, song, artists, issues, first_date
-- column: place, rank by issues; ties share a rank [place]
-- column: issues, consecutive observed issues of the stay; unobserved issues and holes do not end it [issues]
-- column: first_date, first issue of the stay
-- column: last_date, last issue of the stay
-- column: in_progress, the stay includes the newest issue of the chart
-- column: stay, number of the stay among the stays of the song, from 1 [stay]
-- column: peak_position, best position in the stay [position]
-- column: censored, the stay may be longer: it includes the first observed issue of the chart, is next to an unobserved one, or an issue with holes next to it lacks the song
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
        max(case
            when history.issue_number = 1 or issues.missing_before > 0 or issues.missing_after > 0 or near_holes.song_id is not null then 1
            else 0
        end) = 1 as censored
    from core.chart_history as history
    inner join issues
        on history.chart_date = issues.chart_date
    left join core.near_holes as near_holes
        on
            history.source = near_holes.source
            and history.chart = near_holes.chart
            and history.chart_date = near_holes.chart_date
            and history.song_id = near_holes.song_id
    where history.source = :source and history.chart = :chart and history.is_best
        and (cast(:artist as varchar) is null or history.recording_id in shared.songs_of_artist)
    group by 1, 2
),

ranked as (
    select
        rank() over (order by issues desc nulls last) as place,
        *
    from stays
    where
        first_date >= coalesce(cast(:from as date), first_date)
        and last_date <= coalesce(cast(:to as date), last_date)
)

select
    ranked.place,
    names.song,
    names.artists,
    ranked.issues,
    ranked.first_date,
    ranked.last_date,
    ranked.in_progress,
    ranked.stay,
    ranked.peak_position,
    ranked.censored,
    ranked.recording_id
from ranked
left join shared.names_of_chart as names
    on ranked.recording_id = names.song_id
where ranked.place <= :limit
order by ranked.place asc nulls last, ranked.first_date asc nulls last, ranked.recording_id asc nulls last

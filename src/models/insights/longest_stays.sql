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
        i.chart_date,
        i.missing_before,
        lead(i.missing_before, 1, 0) over (order by i.chart_date asc nulls last) as missing_after,
        max(i.issue_number) over (partition by i.chart) as newest_issue_number
    from core.published_issues as i
    where i.source = :source and i.chart = :chart
),

stays as (
    select
        h.recording_id,
        h.run_number as stay,
        count(*) as issues,
        min(h.chart_date) as first_date,
        max(h.chart_date) as last_date,
        min(h.position) as peak_position,
        max(case when h.issue_number = i.newest_issue_number then 1 else 0 end) = 1 as in_progress,
        max(case when h.issue_number = 1 or i.missing_before > 0 or i.missing_after > 0 then 1 else 0 end) = 1 as censored
    from core.chart_history as h
    inner join issues as i
        on h.chart_date = i.chart_date
    where h.source = :source and h.chart = :chart and h.is_best
    group by 1, 2
),

placed as (
    select
        rank() over (order by issues desc nulls last) as place,
        *
    from stays
)

select
    t.place,
    n.song,
    n.artists,
    t.issues,
    t.first_date,
    t.last_date,
    t.in_progress,
    t.stay,
    t.peak_position,
    t.censored,
    t.recording_id
from placed as t
left join core.song_names as n
    on t.recording_id = n.song_id and n.source = :source
where t.place <= :limit
order by t.place asc nulls last, t.first_date asc nulls last, t.recording_id asc nulls last

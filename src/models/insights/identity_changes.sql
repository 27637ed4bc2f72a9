-- grain: one row per song id that was joined to a recording seen earlier under another id
-- title: Identity changes
-- question: Which ids of songs were found to be one recording, when and why?
-- parameter: chart = all, slug of the chart or source/slug
-- draw: table
-- column: source, chart source
-- column: recording_id, id of the recording: the song id under which it was seen first
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: song_id, the id that was joined to it
-- column: joined_on, first chart date of that id, on any chart of the source
-- column: rule, the strongest reason: decision (by hand), isrc, relink, title (same title, variant, credits and length) or switch (one id replaced the other overnight)
-- column: evidence, the value on which that rests
-- column: switches, times that it took the place of another id of the recording between adjacent observed issues [switches]
-- column: first_switch_date, first issue after such a switch
-- column: first_switch_chart, the chart of that issue
with counted_recordings as (
    select
        r.*,
        count(r.song_id) over (partition by r.source, r.recording_id) as ids
    from core.recordings as r
),

joined as (
    select *
    from counted_recordings
    where ids > 1
),

entries as (
    select
        h.source,
        h.chart,
        h.chart_date,
        h.issue_number,
        h.recording_id,
        h.song_id,
        lag(h.song_id) over (
            partition by h.source, h.chart, h.recording_id order by h.issue_number asc nulls last
        ) as last_song_id,
        lag(h.issue_number) over (
            partition by h.source, h.chart, h.recording_id order by h.issue_number asc nulls last
        ) as last_issue_number
    from core.chart_history as h
    inner join joined as j
        on h.source = j.source and h.song_id = j.song_id
    where h.is_best and (cast(:chart as varchar) is null or (h.source = :source and h.chart = :chart))
),

on_charts as (
    select distinct
        source,
        song_id
    from entries
),

switches as (
    select
        *,
        count(*) over (partition by source, song_id) as switches
    from entries
    where song_id <> last_song_id and issue_number = last_issue_number + 1
),

first_switches as (
    select *
    from switches
    qualify row_number() over (
        partition by source, song_id order by chart_date asc nulls last, chart asc nulls last
    ) = 1
)

select
    j.source,
    j.recording_id,
    n.song,
    n.artists,
    j.song_id,
    j.first_date as joined_on,
    j.rule,
    j.evidence,
    coalesce(f.switches, 0) as switches,
    f.chart_date as first_switch_date,
    f.chart as first_switch_chart
from joined as j
inner join on_charts as o
    on j.source = o.source and j.song_id = o.song_id
left join first_switches as f
    on j.source = f.source and j.song_id = f.song_id
left join core.song_names as n
    on j.source = n.source and j.song_id = n.song_id
where j.song_id <> j.recording_id
order by joined_on asc nulls last, j.source asc nulls last, j.recording_id asc nulls last, j.song_id asc nulls last

-- grain: one row per song id that was joined to a recording seen earlier under another id
-- title: Identity changes
-- question: Which ids of songs are the same recording, since when, and why?
-- parameter: chart = all
-- parameter: from = all, first day on which an id may have joined
-- parameter: to = all, last day on which an id may have joined
-- parameter: limit = all, the newest changes
-- draw: table
-- key: recording_id, song, song_id, joined_on, rule
-- optional: isrc, other_isrc
-- column: song_id, the id that was joined to the recording
-- column: joined_on, first chart date of that id on any chart of the source
-- column: rule, the strongest reason: decision (by hand), published (the source's own columns continue the other id), isrc, relink, title (same title, variant, credits and length) or switch (one id replaced the other overnight)
-- column: other_isrc, the ISRC of the recording under the id seen first, if it differs from that of this id; two ISRCs alone do not keep songs apart
-- column: switches, how often the id replaced another id of the recording between adjacent observed issues [switches]
-- column: first_switch_date, first issue after such a switch
-- column: first_switch_chart, chart of that issue
with counted_recordings as (
    select
        recordings.*,
        count(recordings.song_id) over (partition by recordings.source, recordings.recording_id) as ids
    from core.recordings as recordings
),

joined as (
    select *
    from counted_recordings
    where ids > 1
),

entries as (
    select
        history.source,
        history.chart,
        history.chart_date,
        history.issue_number,
        history.recording_id,
        history.song_id,
        lag(history.song_id) over (
            partition by
                history.source,
                history.chart,
                history.recording_id order by history.issue_number asc nulls last
        ) as last_song_id,
        lag(history.issue_number) over (
            partition by
                history.source,
                history.chart,
                history.recording_id order by history.issue_number asc nulls last
        ) as last_issue_number
    from core.chart_history as history
    inner join joined
        on history.source = joined.source and history.song_id = joined.song_id
    where history.is_best and (cast(:chart as varchar) is null or (history.source = :source and history.chart = :chart))
),

-- Also a song that is only ever the worse row of its recording.
on_charts as (
    select distinct
        seen.source,
        seen.song_id
    from core.seen_songs as seen
    where cast(:chart as varchar) is null or (seen.source = :source and seen.chart = :chart)
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
    joined.source,
    joined.recording_id,
    names.song,
    names.artists,
    joined.song_id,
    joined.first_date as joined_on,
    joined.rule,
    joined.evidence,
    songs.isrc,
    case when songs.isrc <> first_songs.isrc then first_songs.isrc end as other_isrc,
    coalesce(first_switches.switches, 0) as switches,
    first_switches.chart_date as first_switch_date,
    first_switches.chart as first_switch_chart
from joined
inner join on_charts
    on joined.source = on_charts.source and joined.song_id = on_charts.song_id
left join first_switches
    on joined.source = first_switches.source and joined.song_id = first_switches.song_id
left join shared.read_names as names
    on joined.source = names.source and joined.song_id = names.song_id
left join core.songs as songs
    on joined.source = songs.source and joined.song_id = songs.song_id
left join core.songs as first_songs
    on joined.source = first_songs.source and joined.recording_id = first_songs.song_id
where
    joined.song_id <> joined.recording_id
    and joined.first_date >= coalesce(cast(:from as date), joined.first_date)
    and joined.first_date <= coalesce(cast(:to as date), joined.first_date)
qualify cast(:limit as bigint) is null or rank() over (order by joined.first_date desc nulls last) <= cast(:limit as bigint)
order by
    joined_on asc nulls last,
    joined.source asc nulls last,
    joined.recording_id asc nulls last,
    joined.song_id asc nulls last

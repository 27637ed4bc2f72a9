-- grain: one row per move of a song between two issues
-- title: Biggest moves
-- question: Which songs rose or fell the most from one issue to the next, or left the chart from the highest position?
-- parameter: chart = the global one
-- parameter: direction = up|down|off, off lists the songs that left the chart, the best position first
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: limit = 20
-- parameter: across_gaps = false, count moves since the previous observed issue even if expected issues between the two are unobserved
-- draw: table, movement = movement
-- key: place, song, movement, previous_position
-- column: place, rank by movement, or by the position before the song left; ties share a rank [place]
-- column: chart_date, issue after the move
-- column: movement, previous position minus this one; positive is up; null for a song that left [positions]
-- column: position, position after the move; null for a song that left [position]
-- column: previous_position, position before the move [position]
-- column: maybe_in_hole, the song that left may be on the issue, which has a position without an entry
-- A song that comes back after issues with holes alone, which may hold it, has not left. If the size changes, songs count as
-- gone down to the smaller one.
with issues as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.missing_before,
        issues.filled_positions < issues.chart_size as has_hole,
        case when issues.previous_size < issues.chart_size then issues.previous_size else issues.chart_size end as depth
    from core.published_issues as issues
    where
        issues.source = :source
        and issues.chart = :chart
        and issues.chart_date between cast(:from as date) and cast(:to as date)
),

-- A song leaves with an entry after which it is never back, or back in another stay.
lasts as (
    select
        history.issue_number,
        history.position,
        history.recording_id,
        history.song_id,
        history.run_number,
        lead(history.run_number) over (
            partition by history.recording_id order by history.issue_number asc nulls last
        ) as next_run_number
    from core.chart_history as history
    where
        :direction = 'off'
        and history.source = :source
        and history.chart = :chart
        and history.is_best
),

moves as (
    select
        history.chart_date,
        history.movement,
        history.position,
        history.previous_position,
        history.recording_id,
        history.song_id,
        case when :direction = 'up' then 0 - history.movement else history.movement end as turn,
        false as maybe_in_hole
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and (history.missing_before = 0 or cast(:across_gaps as boolean))
        and ((:direction = 'up' and history.movement > 0) or (:direction = 'down' and history.movement < 0))
        and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
    union all
    select
        issues.chart_date,
        cast(null as bigint),
        cast(null as bigint),
        lasts.position,
        lasts.recording_id,
        lasts.song_id,
        lasts.position,
        issues.has_hole
    from lasts
    inner join issues
        on lasts.issue_number = issues.issue_number - 1
    where
        (lasts.next_run_number is null or lasts.next_run_number > lasts.run_number)
        and lasts.position <= issues.depth
        and (issues.missing_before = 0 or cast(:across_gaps as boolean))
        and (cast(:artist as varchar) is null or lasts.song_id in shared.songs_of_artist)
),

ranked as (
    select
        rank() over (order by turn asc nulls last) as place,
        *
    from moves
    qualify rank() over (order by turn asc nulls last) <= :limit
)

select
    ranked.place,
    ranked.chart_date,
    names.song,
    names.artists,
    ranked.movement,
    ranked.position,
    ranked.previous_position,
    ranked.maybe_in_hole,
    ranked.recording_id
from ranked
left join shared.names_of_chart as names
    on ranked.song_id = names.song_id
order by ranked.place asc nulls last, ranked.chart_date asc nulls last, ranked.recording_id asc nulls last

-- grain: one row per record of a chart and holder of it
-- title: Records
-- question: Which records of the chart are held by whom, who held them before, and by how much were they beaten?
-- parameter: chart = the global one, slug of the chart or source/slug; all for every chart
-- parameter: across_gaps = false, count jumps and falls since the previous observed issue even if expected ones between are unobserved
-- draw: table, value = at least
-- column: source, chart source
-- column: chart, slug of the chart
-- column: record, most_issues_on_chart, longest_stay, most_issues_at_one, longest_reign, biggest_jump, biggest_fall, longest_absence, most_number_ones, most_entries_at_once
-- column: holder, title of the song; for the last two records name of the artist
-- column: artists, all credited artists of the song in the order of their credits; null for an artist
-- column: value, what the holder reached: observed issues, positions or songs
-- column: unit, issues, positions or songs
-- column: reached_on, issue on which that was complete
-- column: previous_holder, who else held the record last; of several the one that had it first
-- column: previous_holders, how many shared it [holders]
-- column: previous_value, what they had reached
-- column: previous_reached_on, issue on which that was complete
-- column: margin, value minus previous value
-- column: since, first observed issue of the chart: what was before is unknown
-- column: censored, the value may be larger: it meets the first observed issue or an unobserved one
-- column: holder_id, id of the recording or of the artist
-- A count is complete with the last issue that added to it. Every credited artist has the song.
with issues as (
    select
        i.source,
        i.chart,
        i.chart_date,
        i.missing_before,
        lead(i.missing_before, 1, 0) over (partition by i.source, i.chart order by i.chart_date asc nulls last) as missing_after,
        min(i.chart_date) over (partition by i.source, i.chart) as since
    from core.published_issues as i
    where cast(:chart as varchar) is null or (i.source = :source and i.chart = :chart)
),

stay_spans as (
    select
        h.source,
        h.chart,
        h.recording_id,
        h.run_number,
        count(*) as issues,
        min(h.chart_date) as first_date,
        max(h.chart_date) as last_date,
        max(h.absence_issues) as absence_issues,
        min(h.observed_since_debut) as first_observed,
        max(h.observed_since_debut) as last_observed,
        min(h.expected_since_debut) as first_expected,
        max(h.expected_since_debut) as last_expected,
        max(case when h.debut_censored then 1 else 0 end) as is_debut_censored,
        max(case when h.issue_number = 1 or h.missing_before > 0 then 1 else 0 end) as is_censored
    from core.chart_history as h
    where h.is_best and (cast(:chart as varchar) is null or (h.source = :source and h.chart = :chart))
    group by 1, 2, 3, 4
),

stays as (
    select
        s.*,
        case when s.is_censored = 1 or i.missing_after > 0 then 1 else 0 end as is_stay_censored,
        s.first_expected - lag(s.last_expected) over (
            partition by s.source, s.chart, s.recording_id order by s.run_number asc nulls last
        ) - 1 as expected_absence_issues
    from stay_spans as s
    inner join issues as i
        on s.source = i.source and s.chart = i.chart and s.last_date = i.chart_date
),

leaders as (
    select
        h.source,
        h.chart,
        h.chart_date,
        h.recording_id,
        h.song_id,
        case when h.issue_number = 1 or i.missing_before > 0 or i.missing_after > 0 then 1 else 0 end as is_censored,
        h.issue_number - row_number() over (
            partition by h.source, h.chart, h.recording_id order by h.issue_number asc nulls last
        ) as reign
    from core.chart_history as h
    inner join issues as i
        on h.source = i.source and h.chart = i.chart and h.chart_date = i.chart_date
    where h.position = 1
),

reigns as (
    select
        source,
        chart,
        recording_id,
        reign,
        count(*) as issues,
        max(chart_date) as last_date,
        max(is_censored) as is_censored
    from leaders
    group by 1, 2, 3, 4
),

moves as (
    select
        h.source,
        h.chart,
        h.chart_date,
        h.recording_id,
        h.movement
    from core.chart_history as h
    where
        h.is_best
        and h.movement <> 0
        and (h.missing_before = 0 or cast(:across_gaps as boolean))
        and (cast(:chart as varchar) is null or (h.source = :source and h.chart = :chart))
),

credits as (
    select distinct
        c.source,
        c.song_id,
        c.artist_id
    from core.song_artists as c
    where cast(:source as varchar) is null or c.source = :source
),

number_ones as (
    select
        l.source,
        l.chart,
        c.artist_id,
        l.recording_id,
        min(l.chart_date) as first_date,
        max(l.is_censored) as is_censored
    from leaders as l
    inner join credits as c
        on l.source = c.source and l.song_id = c.song_id
    group by 1, 2, 3, 4
),

entries_at_once as (
    select
        h.source,
        h.chart,
        c.artist_id,
        h.chart_date,
        count(*) as songs
    from core.chart_history as h
    inner join credits as c
        on h.source = c.source and h.song_id = c.song_id
    where h.is_best and (cast(:chart as varchar) is null or (h.source = :source and h.chart = :chart))
    group by 1, 2, 3, 4
),

candidates as (
    select
        1 as turn, 'most_issues_on_chart' as record, 'issues' as unit, source, chart, recording_id as holder_id,
        sum(issues) as value, max(last_date) as reached_on,
        case
            when max(is_debut_censored) = 1 then 1
            when max(last_expected) > max(last_observed) then 1
            else 0
        end as is_censored
    from stays
    group by 1, 2, 3, 4, 5, 6
    union all
    select 2, 'longest_stay', 'issues', source, chart, recording_id, issues, last_date, is_stay_censored
    from stays
    union all
    select
        3, 'most_issues_at_one', 'issues', source, chart, recording_id, sum(issues), max(last_date), max(is_censored)
    from reigns
    group by 1, 2, 3, 4, 5, 6
    union all
    select 4, 'longest_reign', 'issues', source, chart, recording_id, issues, last_date, is_censored
    from reigns
    union all
    select 5, 'biggest_jump', 'positions', source, chart, recording_id, movement, chart_date, 0
    from moves
    where movement > 0
    union all
    select 6, 'biggest_fall', 'positions', source, chart, recording_id, 0 - movement, chart_date, 0
    from moves
    where movement < 0
    union all
    select
        7, 'longest_absence', 'issues', source, chart, recording_id, absence_issues, first_date,
        case when expected_absence_issues > absence_issues then 1 else 0 end
    from stays
    where absence_issues > 0
    union all
    select
        8, 'most_number_ones', 'songs', source, chart, artist_id, count(*), max(first_date), max(is_censored)
    from number_ones
    group by 1, 2, 3, 4, 5, 6
    union all
    select 9, 'most_entries_at_once', 'songs', source, chart, artist_id, songs, chart_date, 0
    from entries_at_once
),

bests_of_issues as (
    select
        turn,
        source,
        chart,
        reached_on,
        max(value) as value
    from candidates
    group by 1, 2, 3, 4
),

progress as (
    select
        *,
        max(value) over (
            partition by turn, source, chart
            order by reached_on asc nulls last
            rows between unbounded preceding and current row
        ) as best_so_far,
        max(value) over (partition by turn, source, chart) as record_value
    from bests_of_issues
),

-- Whoever held the record at any time: more than anybody had before, or as much.
holders as (
    select
        c.*,
        p.record_value
    from candidates as c
    inner join progress as p
        on
            c.turn = p.turn
            and c.source = p.source
            and c.chart = p.chart
            and c.reached_on = p.reached_on
            and c.value = p.best_so_far
    qualify row_number() over (
        partition by c.turn, c.source, c.chart, c.holder_id, c.value
        order by c.reached_on asc nulls last, c.is_censored desc nulls last
    ) = 1
),

present as (
    select *
    from holders
    where value = record_value
),

beaten as (
    select h.*
    from holders as h
    left join present as p
        on h.turn = p.turn and h.source = p.source and h.chart = p.chart and h.holder_id = p.holder_id
    where p.holder_id is null
    qualify rank() over (partition by h.turn, h.source, h.chart order by h.value desc nulls last) = 1
),

previous as (
    select
        *,
        count(*) over (partition by turn, source, chart) as sharing,
        row_number() over (
            partition by turn, source, chart order by reached_on asc nulls last, holder_id asc nulls last
        ) as place
    from beaten
),

charts as (
    select distinct
        source,
        chart,
        since
    from issues
)

select
    r.source,
    r.chart,
    r.record,
    case when r.unit = 'songs' then coalesce(a.artist_name, r.holder_id) else coalesce(n.song, r.holder_id) end as holder,
    n.artists,
    cast(r.value as bigint) as value,
    r.unit,
    r.reached_on,
    case
        when r.unit = 'songs' then coalesce(pa.artist_name, p.holder_id)
        else coalesce(pn.song, p.holder_id)
    end as previous_holder,
    p.sharing as previous_holders,
    cast(p.value as bigint) as previous_value,
    p.reached_on as previous_reached_on,
    cast(r.value - p.value as bigint) as margin,
    c.since,
    r.is_censored = 1 as censored,
    r.holder_id
from present as r
inner join charts as c
    on r.source = c.source and r.chart = c.chart
left join previous as p
    on r.turn = p.turn and r.source = p.source and r.chart = p.chart and p.place = 1
left join core.song_names as n
    on r.source = n.source and r.holder_id = n.song_id and r.unit <> 'songs'
left join core.artists as a
    on r.source = a.source and r.holder_id = a.artist_id and r.unit = 'songs'
left join core.song_names as pn
    on r.source = pn.source and p.holder_id = pn.song_id and r.unit <> 'songs'
left join core.artists as pa
    on r.source = pa.source and p.holder_id = pa.artist_id and r.unit = 'songs'
order by
    r.source asc nulls last,
    r.chart asc nulls last,
    r.turn asc nulls last,
    r.reached_on asc nulls last,
    r.holder_id asc nulls last

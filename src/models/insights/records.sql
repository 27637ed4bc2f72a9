-- grain: one row per record of a chart and holder of it
-- title: Records
-- question: Which records of the chart are held by whom, who held them before, and by how much were they beaten?
-- parameter: chart = the global one, slug of the chart or source/slug; all for every chart
-- parameter: across_gaps = false, count jumps and falls since the previous observed issue even if expected ones between are unobserved
-- charts: each
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
with holders as (
    select
        h.*,
        case when h.unit <> 'songs' then h.holder_id end as recording_id,
        case when h.unit = 'songs' then h.holder_id end as artist_id,
        max(h.value) over (partition by h.turn, h.source, h.chart) as record_value
    from core.record_holders as h
    where
        (h.across_gaps is null or h.across_gaps = cast(:across_gaps as boolean))
        and (cast(:chart as varchar) is null or (h.source = :source and h.chart = :chart))
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
)

select
    r.source,
    r.chart,
    r.record,
    coalesce(n.song, a.artist_name, r.holder_id) as holder,
    n.artists,
    r.value,
    r.unit,
    r.reached_on,
    coalesce(pn.song, pa.artist_name, p.holder_id) as previous_holder,
    p.sharing as previous_holders,
    p.value as previous_value,
    p.reached_on as previous_reached_on,
    r.value - p.value as margin,
    c.first_date as since,
    r.is_censored = 1 as censored,
    r.holder_id
from present as r
inner join core.charts as c
    on r.source = c.source and r.chart = c.chart
left join previous as p
    on r.turn = p.turn and r.source = p.source and r.chart = p.chart and p.place = 1
left join core.song_names as n
    on r.source = n.source and r.recording_id = n.song_id
left join core.artists as a
    on r.source = a.source and r.artist_id = a.artist_id
left join core.song_names as pn
    on r.source = pn.source and p.recording_id = pn.song_id
left join core.artists as pa
    on r.source = pa.source and p.artist_id = pa.artist_id
order by
    r.source asc nulls last,
    r.chart asc nulls last,
    r.turn asc nulls last,
    r.reached_on asc nulls last,
    r.holder_id asc nulls last

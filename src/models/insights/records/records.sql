-- grain: one row per record of a chart and holder of it
-- title: Records
-- question: What are the records of the chart, which songs and artists hold them, and which records did they beat?
-- parameter: chart = the global one, slug of the chart or source/slug; all shows every chart
-- parameter: across_gaps = false, count jumps and falls since the previous observed issue even if expected issues between the two are unobserved
-- parameter: credits = split|text
-- charts: each
-- draw: table, value = at least
-- key: chart, record, holder, value, unit
-- column: record, most_issues_on_chart, longest_stay, most_issues_at_one, longest_reign, biggest_jump, biggest_fall, longest_absence, most_number_ones or most_entries_at_once
-- column: holder, title of the song; for most_number_ones and most_entries_at_once the name of the artist
-- column: artists, all credited artists of the song, in credit order; null for an artist
-- column: value, as in core.record_holders
-- column: unit, as in core.record_holders
-- column: reached_on, as in core.record_holders
-- column: previous_holder, another holder who had the record last; the first who reached it if several shared it
-- column: previous_holders, how many holders shared that record [holders]
-- column: previous_value, what the previous holder reached
-- column: previous_reached_on, issue on which the previous value was complete
-- column: margin, value minus previous value
-- column: since, first observed issue of the chart; earlier records are unknown
-- column: censored, the value may be larger: it includes the first observed issue or is next to an unobserved one
-- column: holder_id, id of the recording or of the artist
with holders as (
    select
        holders.*,
        case when holders.unit <> 'songs' then holders.holder_id end as recording_id,
        case when holders.unit = 'songs' then holders.holder_id end as artist_id,
        max(holders.value) over (partition by holders.turn, holders.source, holders.chart) as record_value
    from core.record_holders as holders
    where
        (holders.across_gaps is null or holders.across_gaps = cast(:across_gaps as boolean))
        and (holders.credits_as is null or holders.credits_as in (:credits, 'both'))
        and (cast(:chart as varchar) is null or (holders.source = :source and holders.chart = :chart))
),

present as (
    select *
    from holders
    where value = record_value
),

beaten as (
    select holders.*
    from holders
    left join present
        on
            holders.turn = present.turn
            and holders.source = present.source
            and holders.chart = present.chart
            and holders.holder_id = present.holder_id
    where present.holder_id is null
    qualify rank() over (partition by holders.turn, holders.source, holders.chart order by holders.value desc nulls last) = 1
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
    present.source,
    present.chart,
    present.record,
    coalesce(names.song, artists.artist_name, present.holder_id) as holder,
    names.artists,
    present.value,
    present.unit,
    present.reached_on,
    coalesce(previous_names.song, previous_artists.artist_name, previous.holder_id) as previous_holder,
    previous.sharing as previous_holders,
    previous.value as previous_value,
    previous.reached_on as previous_reached_on,
    present.value - previous.value as margin,
    charts.first_date as since,
    present.is_censored = 1 as censored,
    present.holder_id
from present
inner join core.charts as charts
    on present.source = charts.source and present.chart = charts.chart
left join previous
    on
        present.turn = previous.turn
        and present.source = previous.source
        and present.chart = previous.chart
        and previous.place = 1
left join core.song_names as names
    on present.source = names.source and present.recording_id = names.song_id
left join core.artists as artists
    on present.source = artists.source and present.artist_id = artists.artist_id
left join core.song_names as previous_names
    on present.source = previous_names.source and previous.recording_id = previous_names.song_id
left join core.artists as previous_artists
    on present.source = previous_artists.source and previous.artist_id = previous_artists.artist_id
order by
    present.source asc nulls last,
    present.chart asc nulls last,
    present.turn asc nulls last,
    present.reached_on asc nulls last,
    present.holder_id asc nulls last

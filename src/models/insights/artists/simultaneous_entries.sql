-- grain: one row per issue and artist with the most songs on it
-- title: Simultaneous entries
-- question: How many songs did one artist have on the chart at once, and what is the record?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credit = each|lead
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = all, rows of the newest issues
-- draw: line of entries and record
-- key: chart_date, artist, entries, record, is_record
-- column: entries, recordings of the artist on the issue; at least two unless you name an artist [songs]
-- column: positions, their positions, the best first [positions]
-- column: record, the most that any artist, or the named one, had on this or an earlier observed issue [songs]
-- column: is_record, the artist reaches the record on this issue
with artist_credits as (
    select distinct
        counted.song_id,
        counted.artist_id
    from shared.counted_credits as counted
),

credited as (
    select
        artist_credits.artist_id,
        history.chart_date,
        history.position
    from core.chart_history as history
    inner join artist_credits
        on history.song_id = artist_credits.song_id
    where
        history.source = :source
        and history.chart = :chart
        and history.is_best
),

counted as (
    select
        artist_id,
        chart_date,
        count(*) as entries
    from credited
    group by 1, 2
),

most as (
    select
        chart_date,
        max(entries) as most_entries,
        max(max(entries)) over (
            order by chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as record
    from counted
    group by 1
),

chosen as (
    select
        counted.*,
        most.record
    from counted
    inner join most
        on counted.chart_date = most.chart_date and counted.entries = most.most_entries
    where
        counted.chart_date between cast(:from as date) and cast(:to as date)
        and (counted.entries >= 2 or cast(:artist as varchar) is not null)
),

position_lists as (
    select distinct
        chosen.artist_id,
        chosen.chart_date,
        listagg(cast(credited.position as varchar), ', ') within group (order by credited.position asc nulls last)
            over (partition by chosen.artist_id, chosen.chart_date) as positions
    from chosen
    inner join credited
        on chosen.artist_id = credited.artist_id and chosen.chart_date = credited.chart_date
)

select
    chosen.chart_date,
    coalesce(artists.artist_name, chosen.artist_id) as artist,
    chosen.entries,
    position_lists.positions,
    chosen.record,
    chosen.entries = chosen.record as is_record,
    chosen.artist_id
from chosen
inner join position_lists
    on chosen.artist_id = position_lists.artist_id and chosen.chart_date = position_lists.chart_date
left join core.artists as artists
    on chosen.artist_id = artists.artist_id and artists.source = :source
qualify cast(:limit as bigint) is null or rank() over (order by chosen.chart_date desc nulls last) <= cast(:limit as bigint)
order by chosen.chart_date asc nulls last, artist asc nulls last, chosen.artist_id asc nulls last

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
with counted as (
    select
        at_once.artist_id,
        at_once.chart_date,
        at_once.songs as entries
    from shared.songs_at_once as at_once
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
),

chosen_songs as (
    select distinct
        credits.song_id,
        credits.artist_id
    from shared.counted_credits as credits
    where credits.artist_id in (select chosen.artist_id from chosen)
),

placed as (
    select
        chosen_songs.artist_id,
        history.chart_date,
        cast(history.position as varchar) as position,
        row_number() over (
            partition by chosen_songs.artist_id, history.chart_date order by history.position asc nulls last
        ) as place
    from core.chart_history as history
    inner join chosen_songs
        on history.song_id = chosen_songs.song_id
    where
        history.source = :source
        and history.chart = :chart
        and history.is_best
),

-- A line has up to ten positions. Most artists have one line, and listagg over a window takes long for each of its partitions.
position_lines as (
    select
        chosen.artist_id,
        chosen.chart_date,
        chosen.entries,
        floor((placed.place - 1) / 10) as line,
        max(case when mod(placed.place, 10) = 1 then placed.position end)
        || coalesce(', ' || max(case when mod(placed.place, 10) = 2 then placed.position end), '')
        || coalesce(', ' || max(case when mod(placed.place, 10) = 3 then placed.position end), '')
        || coalesce(', ' || max(case when mod(placed.place, 10) = 4 then placed.position end), '')
        || coalesce(', ' || max(case when mod(placed.place, 10) = 5 then placed.position end), '')
        || coalesce(', ' || max(case when mod(placed.place, 10) = 6 then placed.position end), '')
        || coalesce(', ' || max(case when mod(placed.place, 10) = 7 then placed.position end), '')
        || coalesce(', ' || max(case when mod(placed.place, 10) = 8 then placed.position end), '')
        || coalesce(', ' || max(case when mod(placed.place, 10) = 9 then placed.position end), '')
        || coalesce(', ' || max(case when mod(placed.place, 10) = 0 then placed.position end), '') as positions
    from placed
    inner join chosen
        on placed.artist_id = chosen.artist_id and placed.chart_date = chosen.chart_date
    group by 1, 2, 3, 4
),

position_lists as (
    select
        artist_id,
        chart_date,
        positions
    from position_lines
    where entries <= 10
    union all
    select distinct
        artist_id,
        chart_date,
        listagg(positions, ', ') within group (order by line asc nulls last) over (partition by artist_id, chart_date)
    from position_lines
    where entries > 10
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
left join core.known_artists as artists
    on chosen.artist_id = artists.artist_id and artists.source = :source
qualify cast(:limit as bigint) is null or rank() over (order by chosen.chart_date desc nulls last) <= cast(:limit as bigint)
order by chosen.chart_date asc nulls last, artist asc nulls last, chosen.artist_id asc nulls last

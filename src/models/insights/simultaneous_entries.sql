-- grain: one row per issue and artist with the most songs on it
-- title: Simultaneous entries
-- question: How many songs had one artist on the chart at once, and what is the record?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- parameter: credit = each|lead, whose song it is: that of every credited artist, or of the first alone
-- parameter: artist = all, only this one, its id or any part of its name
-- draw: line
-- column: chart_date, date of the issue
-- column: artist, name
-- column: entries, recordings of the artist on the issue; where all are asked for, at least two [songs]
-- column: positions, their places, the best first [positions]
-- column: record, most that any artist (or the one that is asked for) had in this or an earlier observed issue [songs]
-- column: is_record, that is what the artist has on this issue
-- column: artist_id, id of the artist at the source
with credited as (
    select distinct
        c.artist_id,
        h.chart_date,
        h.recording_id,
        h.position
    from core.chart_history as h
    inner join core.song_artists as c
        on h.source = c.source and h.song_id = c.song_id
    where
        h.source = :source
        and h.chart = :chart
        and h.is_best
        and (:credit = 'each' or c.credit_position = 1)
        and (cast(:artist as varchar) is null or c.artist_id = :artist)
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
        c.*,
        m.record
    from counted as c
    inner join most as m
        on c.chart_date = m.chart_date and c.entries = m.most_entries
    where
        c.chart_date between cast(:from as date) and cast(:to as date)
        and (c.entries >= 2 or cast(:artist as varchar) is not null)
),

position_lists as (
    select distinct
        c.artist_id,
        c.chart_date,
        listagg(cast(e.position as varchar), ', ') within group (order by e.position asc nulls last)
            over (partition by c.artist_id, c.chart_date) as positions
    from chosen as c
    inner join credited as e
        on c.artist_id = e.artist_id and c.chart_date = e.chart_date
)

select
    t.chart_date,
    coalesce(a.artist_name, t.artist_id) as artist,
    t.entries,
    p.positions,
    t.record,
    t.entries = t.record as is_record,
    t.artist_id
from chosen as t
inner join position_lists as p
    on t.artist_id = p.artist_id and t.chart_date = p.chart_date
left join core.artists as a
    on t.artist_id = a.artist_id and a.source = :source
order by t.chart_date asc nulls last, artist asc nulls last, t.artist_id asc nulls last

-- grain: one row per record, artist and value among the best
-- title: Records of artists
-- question: Which artists had the most no. 1s, top tens and songs, also at once and within a year?
-- parameter: chart = the global one
-- parameter: record = all|most_number_ones|most_top_tens|most_entries|most_entries_at_once|most_number_ones_in_a_year|most_top_tens_without_number_one, which of the records
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credit = each|lead
-- parameter: credits = split|text
-- parameter: artist = all
-- parameter: limit = 10, places of each record; artists that tie with the last one are included
-- draw: table, value = at least
-- key: record, place, artist, value
-- column: record, name of the record, one that the parameter lists
-- column: place, rank by value within the record; ties share a rank [place]
-- column: value, recordings of the artist: at no. 1, in the top ten, on the chart, on one issue, or at no. 1 for the first time in one calendar year [songs]
-- column: reached_on, issue on which the value was complete; for most_entries_at_once the first such issue
-- column: censored, the value may be larger: a song of the artist was on the first observed issue, or an issue within or next to its time on the chart is unobserved or has a hole that may hold it
-- Everything is counted within the span. The year of a no. 1 is that of its first issue at no. 1 in the span.
with songs as (
    select
        history.song_id,
        history.recording_id,
        min(history.chart_date) as first_date,
        min(case when history.position <= 10 then history.chart_date end) as first_top_ten,
        min(case when history.position = 1 then history.chart_date end) as first_number_one
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
    group by 1, 2
),

artist_songs as (
    select
        credits.artist_id,
        songs.recording_id,
        min(songs.first_date) as first_date,
        min(songs.first_top_ten) as first_top_ten,
        min(songs.first_number_one) as first_number_one
    from songs
    inner join shared.counted_credits as credits
        on songs.song_id = credits.song_id
    group by 1, 2
),

totals as (
    select
        artist_songs.artist_id,
        count(*) as entries,
        count(artist_songs.first_top_ten) as top_tens,
        count(artist_songs.first_number_one) as number_ones,
        max(artist_songs.first_date) as entries_on,
        max(artist_songs.first_top_ten) as top_tens_on,
        max(artist_songs.first_number_one) as number_ones_on,
        max(case when chart_recordings.is_censored then 1 else 0 end) = 1 as censored
    from artist_songs
    inner join shared.recordings_of_chart as chart_recordings
        on artist_songs.recording_id = chart_recordings.recording_id
    group by 1
),

-- Every artist has one song at once on the first issue.
artist_issues as (
    select
        counted.artist_id,
        counted.chart_date,
        counted.songs
    from shared.songs_at_once as counted
    where counted.chart_date between cast(:from as date) and cast(:to as date)
    union all
    select
        artist_id,
        min(first_date),
        1
    from artist_songs
    group by 1
),

most_at_once as (
    select
        artist_id,
        max(songs) as songs
    from artist_issues
    group by 1
),

first_most_at_once as (
    select
        artist_issues.artist_id,
        artist_issues.songs,
        min(artist_issues.chart_date) as chart_date
    from artist_issues
    inner join most_at_once
        on artist_issues.artist_id = most_at_once.artist_id and artist_issues.songs = most_at_once.songs
    group by 1, 2
),

numbers as (
    select 1 as turn, 'most_number_ones' as record, artist_id, number_ones as value, number_ones_on as reached_on
    from totals
    where number_ones > 0
    union all
    select 2, 'most_top_tens', artist_id, top_tens, top_tens_on
    from totals
    where top_tens > 0
    union all
    select 3, 'most_entries', artist_id, entries, entries_on
    from totals
    union all
    select 4, 'most_entries_at_once', artist_id, songs, chart_date
    from first_most_at_once
    union all
    select 5, 'most_number_ones_in_a_year', artist_id, count(*), max(first_number_one)
    from artist_songs
    where first_number_one is not null
    group by artist_id, extract(year from first_number_one)
    union all
    select 6, 'most_top_tens_without_number_one', artist_id, top_tens, top_tens_on
    from totals
    where top_tens > 0 and number_ones = 0
),

ranked as (
    select
        rank() over (partition by turn order by value desc nulls last) as place,
        *
    from numbers
    where :record = 'all' or record = :record
    qualify rank() over (partition by turn order by value desc nulls last) <= :limit
)

select
    ranked.record,
    ranked.place,
    coalesce(artists.artist_name, ranked.artist_id) as artist,
    ranked.value,
    ranked.reached_on,
    totals.censored,
    ranked.artist_id
from ranked
inner join totals
    on ranked.artist_id = totals.artist_id
left join core.known_artists as artists
    on ranked.artist_id = artists.artist_id and artists.source = :source
order by
    ranked.turn asc nulls last,
    ranked.place asc nulls last,
    ranked.reached_on asc nulls last,
    artist asc nulls last,
    ranked.artist_id asc nulls last

-- grain: one row: the artist
-- title: Artist summary
-- question: What did an artist reach on the chart with all songs together?
-- parameter: credits = split|text
-- parameter: artist
-- parameter: chart = the global one
-- parameter: credit = each|lead, whose song it is: each credited artist's, or only the first one's
-- parameter: from = the first issue
-- parameter: to = the newest
-- draw: table, songs = at least, number_ones = at least, top_fives = at least, top_tens = at least, top_forties = at least, entries = at least, issues = at least, issues_at_one = at least, points = at least, first_date = at most
-- key: artist, songs, number_ones, top_tens, entries
-- column: songs, recordings of the artist that charted in the span [songs]
-- column: number_ones, recordings that were at no. 1 [songs]
-- column: top_fives, recordings that were in the top five [songs]
-- column: top_tens, recordings that were in the top ten [songs]
-- column: top_forties, recordings that were in the top forty [songs]
-- column: entries, as in insights.collaborations
-- column: issues, observed issues of the span with at least one song of the artist [issues]
-- column: issues_at_one, as in insights.top_songs
-- column: points, as in insights.collaborations
-- column: points_share, as in core.chart_songs
-- column: most_at_once, most songs of the artist on one issue [songs]
-- column: most_at_once_date, first issue with that many
-- column: first_date, first issue of the span with a song of the artist
-- column: first_song, its song on that issue, the one with the best position
-- column: last_date, last issue of the span with a song of the artist
-- column: songs_on_chart, recordings of the artist on the newest issue of the chart, if it is in the span [songs]
-- column: censored, the counts may be larger: a song was on the first observed issue, or issues since the debut of one are unobserved or have a hole that may hold it
with entries as (
    select artist_entries.*
    from shared.entries_of_artist as artist_entries
),

by_recording as (
    select
        recording_id,
        min(position) as best_position,
        count(*) as entries,
        sum(case when position = 1 then 1 else 0 end) as issues_at_one,
        sum(points) as points,
        sum(points_share) as points_share,
        max(case when debut_censored or expected_since_debut > observed_since_debut then 1 else 0 end) as is_censored
    from entries
    group by 1
),

totals as (
    select
        count(*) as songs,
        cast(sum(case when best_position = 1 then 1 else 0 end) as bigint) as number_ones,
        cast(sum(case when best_position <= 5 then 1 else 0 end) as bigint) as top_fives,
        cast(sum(case when best_position <= 10 then 1 else 0 end) as bigint) as top_tens,
        cast(sum(case when best_position <= 40 then 1 else 0 end) as bigint) as top_forties,
        cast(sum(entries) as bigint) as entries,
        cast(sum(issues_at_one) as bigint) as issues_at_one,
        cast(sum(points) as bigint) as points,
        round(sum(points_share), 6) as points_share,
        max(is_censored) = 1 as censored
    from by_recording
),

by_issue as (
    select
        chart_date,
        count(*) as songs,
        count(*) over () as issues,
        min(chart_date) over () as first_date,
        max(chart_date) over () as last_date
    from entries
    group by 1
),

busiest as (
    select *
    from by_issue
    qualify row_number() over (order by songs desc nulls last, chart_date asc nulls last) = 1
),

first_positions as (
    select
        busiest.first_date,
        min(entries.position) as position
    from entries
    inner join busiest
        on entries.chart_date = busiest.first_date
    group by 1
),

first_songs as (
    select min(entries.song_id) as song_id
    from entries
    inner join first_positions
        on entries.chart_date = first_positions.first_date and entries.position = first_positions.position
),

newest as (
    select
        charts.source,
        coalesce(max(by_issue.songs), 0) as songs
    from core.charts as charts
    left join by_issue
        on charts.last_date = by_issue.chart_date
    where charts.source = :source and charts.chart = :chart
    group by 1
)

select
    coalesce(artists.artist_name, cast(:artist as varchar)) as artist,
    totals.songs,
    totals.number_ones,
    totals.top_fives,
    totals.top_tens,
    totals.top_forties,
    totals.entries,
    busiest.issues,
    totals.issues_at_one,
    totals.points,
    totals.points_share,
    busiest.songs as most_at_once,
    busiest.chart_date as most_at_once_date,
    busiest.first_date,
    names.song as first_song,
    busiest.last_date,
    newest.songs as songs_on_chart,
    totals.censored,
    cast(:artist as varchar) as artist_id
from first_songs
cross join totals
cross join busiest
cross join newest
left join shared.names_of_chart as names
    on first_songs.song_id = names.song_id
left join core.known_artists as artists
    on artists.source = :source and artists.artist_id = :artist

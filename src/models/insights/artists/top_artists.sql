-- grain: one row per artist
-- title: Top artists
-- question: Which artists did best over a span?
-- parameter: chart = the global one, slug of the chart or source/slug; all or source/all adds up all charts of a source
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: by = points|metric
-- parameter: points = inverse|log|power|reciprocal|metric
-- parameter: bonus_at_one = 0
-- parameter: per = span|decade|year|quarter|month
-- parameter: chart_year = 01-01
-- parameter: runs = cut|whole
-- parameter: credit = each|lead|fractional, who gets the points of a song: each credited artist all of them, only the first artist, or each an equal part
-- parameter: credits = split|text
-- parameter: artist = all, only this artist, with its place among all
-- parameter: limit = 20
-- charts: summed
-- optional: period, points_share
-- draw: bar of points by artist
-- key: place, artist, points, points_share
-- column: place, rank in the period by points (over all charts by points_share, unless the points are a metric), then by issues at no. 1; ties share a rank [place]
-- column: points, sum of the points of the songs, by the points rule and the credit mode [points]
-- column: points_share, as in core.chart_songs
-- column: entries, entries in issues, by credit mode [entries]
-- column: songs, recordings that charted, by credit mode [songs]
-- column: number_ones, recordings that were at no. 1, by credit mode [songs]
-- column: top_tens, recordings that were in the top ten, by credit mode [songs]
-- column: issues_at_one, observed issues at no. 1, by credit mode [issues]
-- Over all charts a song has its best position and counts once among the songs. If a source has charts of markets, its
-- global charts do not count.
with chosen_charts as (
    select *
    from shared.chosen_charts as shared_charts
),

periods as (
    select *
    from shared.periods as shared_periods
),

songs_in_span as (
    select
        chart_songs.chart,
        chart_songs.song_id,
        chart_songs.recording_id,
        chart_songs.best_position,
        chart_songs.points,
        chart_songs.points_share,
        chart_songs.issues,
        chart_songs.issues_at_one,
        coalesce(first_day.period, '') as period,
        -- Totals are stored for the default rule alone, and for all issues of a song.
        case
            when
                :points = 'inverse'
                and :bonus_at_one = 0
                and :runs = 'cut'
                and first_day.period = last_day.period
                then 1
            else 0
        end as is_whole
    from core.chart_songs as chart_songs
    inner join chosen_charts
        on chart_songs.source = chosen_charts.source and chart_songs.chart = chosen_charts.chart
    left join periods as first_day
        on chart_songs.first_date = first_day.chart_date
    left join periods as last_day
        on chart_songs.last_date = last_day.chart_date
    where chart_songs.last_date >= cast(:from as date) and chart_songs.first_date <= cast(:to as date)
),

-- Songs that are not whole are added up entry by entry.
chart_totals as (
    select
        song_id,
        recording_id,
        period,
        best_position,
        cast(points as double) as points,
        points_share,
        issues,
        issues_at_one
    from songs_in_span
    where is_whole = 1
    union all
    select
        cut_songs.song_id,
        cut_songs.recording_id,
        periods.period,
        min(entries.position) as best_position,
        sum(entries.points) as points,
        sum(entries.points_share) as points_share,
        count(*) as issues,
        sum(case when entries.position = 1 then 1 else 0 end) as issues_at_one
    from songs_in_span as cut_songs
    inner join shared.counted_entries as entries
        on cut_songs.chart = entries.chart and cut_songs.song_id = entries.song_id
    inner join periods
        on entries.counts_on = periods.chart_date
    where cut_songs.is_whole = 0
    group by 1, 2, 3
),

songs as (
    select
        song_id,
        recording_id,
        period,
        min(best_position) as best_position,
        sum(points) as points,
        sum(points_share) as points_share,
        cast(sum(issues) as bigint) as issues,
        cast(sum(issues_at_one) as bigint) as issues_at_one
    from chart_totals
    group by 1, 2, 3
),

credited as (
    select
        credits.artist_id,
        songs.recording_id,
        songs.period,
        songs.best_position,
        songs.points,
        songs.points_share,
        songs.issues,
        songs.issues_at_one,
        case
            when :credit = 'fractional' then cast(1 as double) / nullif(credits.credit_count, 0)
            else cast(1 as double)
        end as weight
    from songs
    inner join shared.read_credits as credits
        on songs.song_id = credits.song_id
    where :credit <> 'lead' or credits.credit_position = 1
),

by_recording as (
    select
        artist_id,
        recording_id,
        period,
        max(weight) as weight,
        min(best_position) as best_position,
        sum(points * weight) as points,
        sum(points_share * weight) as points_share,
        sum(issues * weight) as entries,
        sum(issues_at_one * weight) as issues_at_one
    from credited
    group by 1, 2, 3
),

totals as (
    select
        artist_id,
        period,
        round(sum(points), 6) as points,
        case when :points <> 'metric' then round(sum(points_share), 6) end as points_share,
        round(sum(entries), 6) as entries,
        round(sum(weight), 6) as songs,
        round(sum(case when best_position = 1 then weight else 0 end), 6) as number_ones,
        round(sum(case when best_position <= 10 then weight else 0 end), 6) as top_tens,
        round(sum(issues_at_one), 6) as issues_at_one
    from by_recording
    group by 1, 2
),

ranked as (
    select
        rank() over (
            partition by period
            order by
                case when cast(:chart as varchar) is null then coalesce(points_share, points) else points end desc nulls last,
                issues_at_one desc nulls last
        ) as place,
        *
    from totals
)

select
    nullif(ranked.period, '') as period,
    ranked.place,
    coalesce(artists.artist_name, ranked.artist_id) as artist,
    ranked.points,
    ranked.points_share,
    ranked.entries,
    ranked.songs,
    ranked.number_ones,
    ranked.top_tens,
    ranked.issues_at_one,
    ranked.artist_id
from ranked
left join core.known_artists as artists
    on ranked.artist_id = artists.artist_id and artists.source = :source
where
    (cast(:artist as varchar) is null and ranked.place <= :limit)
    or ranked.artist_id = :artist
order by
    ranked.period asc nulls last,
    ranked.place asc nulls last,
    artist asc nulls last,
    ranked.artist_id asc nulls last

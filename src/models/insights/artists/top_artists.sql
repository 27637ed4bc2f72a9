-- grain: one row per artist
-- title: Top artists
-- question: Which artists did best over a span?
-- parameter: chart = the global one, slug of the chart or source/slug; all or source/all adds up all charts of a source
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: credit = each|lead|fractional, who gets the points of a song: each credited artist all of them, only the first artist, or each an equal part
-- parameter: credits = split|text
-- parameter: artist = all, only this artist, with its place among all
-- parameter: limit = 20
-- charts: summed
-- draw: bar
-- column: place, rank by points (over all charts by points_share), then by issues at no. 1; ties share a rank [place]
-- column: points, sum of chart size + 1 - position over the issues of the span, by credit mode [points]
-- column: points_share, as in core.chart_songs
-- column: entries, entries in issues, by credit mode [entries]
-- column: songs, recordings that charted, by credit mode [songs]
-- column: number_ones, recordings that were at no. 1, by credit mode [songs]
-- column: top_tens, recordings that were in the top ten, by credit mode [songs]
-- column: issues_at_one, observed issues at no. 1, by credit mode [issues]
-- Over all charts a song has its best position and counts once among the songs. If a source has charts of markets, its
-- global charts do not count.
with chosen_charts as (
    select
        charts.source,
        charts.chart
    from core.charts as charts
    where charts.source = :source and charts.chart = :chart
    union all
    select
        charts_in_totals.source,
        charts_in_totals.chart
    from core.charts_in_totals as charts_in_totals
    where cast(:chart as varchar) is null and charts_in_totals.source = :source
),

-- Songs that are only partly within the span are added up entry by entry.
chart_totals as (
    select
        chart_songs.song_id,
        chart_songs.recording_id,
        chart_songs.best_position,
        chart_songs.points,
        chart_songs.points_share,
        chart_songs.issues,
        chart_songs.issues_at_one
    from core.chart_songs as chart_songs
    inner join chosen_charts
        on chart_songs.source = chosen_charts.source and chart_songs.chart = chosen_charts.chart
    where chart_songs.first_date >= cast(:from as date) and chart_songs.last_date <= cast(:to as date)
    union all
    select
        chart_songs.song_id,
        chart_songs.recording_id,
        min(history.position) as best_position,
        sum(history.points) as points,
        sum(history.points_share) as points_share,
        count(*) as issues,
        sum(case when history.position = 1 then 1 else 0 end) as issues_at_one
    from core.chart_songs as chart_songs
    inner join chosen_charts
        on chart_songs.source = chosen_charts.source and chart_songs.chart = chosen_charts.chart
    inner join core.chart_history as history
        on
            chart_songs.source = history.source
            and chart_songs.chart = history.chart
            and chart_songs.song_id = history.song_id
    where
        (chart_songs.first_date < cast(:from as date) or chart_songs.last_date > cast(:to as date))
        and chart_songs.last_date >= cast(:from as date)
        and chart_songs.first_date <= cast(:to as date)
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
    group by 1, 2
),

songs as (
    select
        song_id,
        recording_id,
        min(best_position) as best_position,
        cast(sum(points) as bigint) as points,
        sum(points_share) as points_share,
        cast(sum(issues) as bigint) as issues,
        cast(sum(issues_at_one) as bigint) as issues_at_one
    from chart_totals
    group by 1, 2
),

credited as (
    select
        credits.artist_id,
        songs.recording_id,
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
    inner join core.credit_lists as credits
        on songs.song_id = credits.song_id
    where
        credits.source = :source
        and credits.credits_as = :credits
        and (:credit <> 'lead' or credits.credit_position = 1)
),

by_recording as (
    select
        artist_id,
        recording_id,
        max(weight) as weight,
        min(best_position) as best_position,
        sum(points * weight) as points,
        sum(points_share * weight) as points_share,
        sum(issues * weight) as entries,
        sum(issues_at_one * weight) as issues_at_one
    from credited
    group by 1, 2
),

totals as (
    select
        artist_id,
        round(sum(points), 6) as points,
        round(sum(points_share), 6) as points_share,
        round(sum(entries), 6) as entries,
        round(sum(weight), 6) as songs,
        round(sum(case when best_position = 1 then weight else 0 end), 6) as number_ones,
        round(sum(case when best_position <= 10 then weight else 0 end), 6) as top_tens,
        round(sum(issues_at_one), 6) as issues_at_one
    from by_recording
    group by 1
),

ranked as (
    select
        rank() over (
            order by
                case when cast(:chart as varchar) is null then points_share else points end desc nulls last,
                issues_at_one desc nulls last
        ) as place,
        *
    from totals
)

select
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
left join core.artists as artists
    on ranked.artist_id = artists.artist_id and artists.source = :source
where
    (cast(:artist as varchar) is null and ranked.place <= :limit)
    or ranked.artist_id = :artist
order by ranked.place asc nulls last, artist asc nulls last, ranked.artist_id asc nulls last

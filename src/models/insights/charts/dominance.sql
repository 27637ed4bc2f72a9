-- grain: one row per issue with a metric at no. 1
-- title: Dominance
-- question: On which issues was no. 1 furthest ahead of no. 2 and of the top ten?
-- needs: metric
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all, only issues with a song of this artist at no. 1: its id or any part of its name
-- parameter: limit = 20
-- draw: bar of to_number_two by song and chart_date
-- key: place, chart_date, song, to_number_two, to_top_ten
-- spare: metric_name, top_ten_mean, number_two
-- column: place, rank by to_number_two, then by to_top_ten; ties share a rank [place]
-- column: song, title of no. 1; of two at no. 1 the one with the larger metric
-- column: number_one, metric of no. 1
-- column: number_two, metric of no. 2; null where no. 2 is missing
-- column: top_ten_mean, mean of the metrics down to position 10
-- column: to_number_two, number_one divided by number_two
-- column: to_top_ten, number_one divided by top_ten_mean
-- column: metric_name, as in insights.song_summary
with entries as (
    select
        history.chart_date,
        history.position,
        history.song_id,
        history.recording_id,
        history.metric,
        history.metric_name
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.position <= 10
        and history.metric is not null
),

leaders as (
    select *
    from entries
    where
        position = 1
        and (cast(:artist as varchar) is null or song_id in shared.songs_of_artist)
    qualify row_number() over (
        partition by chart_date order by metric desc nulls last, song_id asc nulls last
    ) = 1
),

issues as (
    select
        chart_date,
        max(case when position = 2 then metric end) as number_two,
        avg(cast(metric as double)) as top_ten_mean
    from entries
    group by 1
),

compared as (
    select
        leaders.*,
        issues.number_two,
        round(issues.top_ten_mean, 2) as top_ten_mean,
        round(cast(leaders.metric as double) / nullif(issues.number_two, 0), 6) as to_number_two,
        round(cast(leaders.metric as double) / nullif(issues.top_ten_mean, 0), 6) as to_top_ten
    from leaders
    inner join issues
        on leaders.chart_date = issues.chart_date
),

ranked as (
    select
        rank() over (order by to_number_two desc nulls last, to_top_ten desc nulls last) as place,
        *
    from compared
)

select
    ranked.place,
    ranked.chart_date,
    names.song,
    names.artists,
    ranked.metric as number_one,
    ranked.number_two,
    ranked.to_number_two,
    ranked.top_ten_mean,
    ranked.to_top_ten,
    ranked.metric_name,
    ranked.recording_id
from ranked
left join shared.names_of_chart as names
    on ranked.song_id = names.song_id
where ranked.place <= :limit
order by ranked.place asc nulls last, ranked.chart_date asc nulls last

-- grain: one row per recording that is on one of the two sides
-- title: Comparison
-- question: How did songs do in one span or chart compared with another?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: with, the other side: a chart of the same source, the code of a market such as de, or a span as 2019, 2019-06 or 2019-06-01..2019-06-30
-- parameter: artist = all
-- parameter: limit = 20, maximum number of songs of each side; rows that tie with the last one are included
-- draw: bar of points and other_points by song, place_change = movement
-- key: place, other_place, place_change, song, artists
-- column: place, rank on the first side by points, then by issues at no. 1; ties share a rank [place]
-- column: other_place, rank on the other side by the same rules [place]
-- column: place_change, place on the other side minus place on the first one; positive is better on the first [places]
-- column: points, as in insights.top_songs
-- column: other_points, points on the other side [points]
-- column: points_share, as in core.chart_songs
-- column: other_points_share, the same on the other side, to compare charts of different sizes [points]
-- column: issues, as in insights.top_songs
-- column: other_issues, observed issues of the other side with the song [issues]
-- column: peak_position, best position on the first side [position]
-- column: other_peak_position, best position on the other side [position]
-- column: observed, observed issues of the first side: sides of different lengths have different totals [issues]
-- column: other_observed, observed issues of the other side [issues]
with sides as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        1 as side
    from core.published_issues as issues
    where
        issues.source = :source
        and issues.chart = :chart
        and issues.chart_date between cast(:from as date) and cast(:to as date)
    union all
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        2 as side
    from core.published_issues as issues
    where
        issues.source = :source
        and issues.chart = :other_chart
        and issues.chart_date between cast(:other_from as date) and cast(:other_to as date)
),

observed as (
    select
        sum(case when side = 1 then 1 else 0 end) as first_issues,
        sum(case when side = 2 then 1 else 0 end) as other_issues
    from sides
),

totals as (
    select
        sides.side,
        history.recording_id,
        cast(sum(history.points) as bigint) as points,
        round(sum(history.points_share), 6) as points_share,
        count(*) as issues,
        sum(case when history.position = 1 then 1 else 0 end) as issues_at_one,
        min(history.position) as best_position
    from sides
    inner join core.chart_history as history
        on sides.source = history.source and sides.chart = history.chart and sides.chart_date = history.chart_date
    where
        history.is_best
        and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
    group by 1, 2
),

ranked as (
    select
        rank() over (partition by side order by points desc nulls last, issues_at_one desc nulls last) as place,
        *
    from totals
),

pairs as (
    select
        recording_id,
        max(case when side = 1 then place end) as place,
        max(case when side = 2 then place end) as other_place,
        max(case when side = 1 then points end) as points,
        max(case when side = 2 then points end) as other_points,
        max(case when side = 1 then points_share end) as points_share,
        max(case when side = 2 then points_share end) as other_points_share,
        max(case when side = 1 then issues end) as issues,
        max(case when side = 2 then issues end) as other_issues,
        max(case when side = 1 then best_position end) as peak_position,
        max(case when side = 2 then best_position end) as other_peak_position
    from ranked
    group by 1
)

select
    pairs.place,
    pairs.other_place,
    pairs.other_place - pairs.place as place_change,
    names.song,
    names.artists,
    pairs.points,
    pairs.other_points,
    pairs.points_share,
    pairs.other_points_share,
    pairs.issues,
    pairs.other_issues,
    pairs.peak_position,
    pairs.other_peak_position,
    cast(observed.first_issues as bigint) as observed,
    cast(observed.other_issues as bigint) as other_observed,
    pairs.recording_id
from pairs
cross join observed
left join core.song_names as names
    on pairs.recording_id = names.song_id and names.source = :source
where pairs.place <= :limit or pairs.other_place <= :limit
order by pairs.place asc nulls last, pairs.other_place asc nulls last, pairs.recording_id asc nulls last

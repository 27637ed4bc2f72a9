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
with observed as (
    select
        sum(case
            when issues.chart = :chart and issues.chart_date between cast(:from as date) and cast(:to as date) then 1
            else 0
        end) as first_issues,
        sum(case
            when issues.chart = :other_chart and issues.chart_date between cast(:other_from as date) and cast(:other_to as date) then 1
            else 0
        end) as other_issues
    from core.published_issues as issues
    where issues.source = :source and issues.chart in (:chart, :other_chart)
),

songs as (
    select
        1 as side,
        chart_songs.*,
        chart_songs.first_date >= cast(:from as date) and chart_songs.last_date <= cast(:to as date) as is_whole
    from core.chart_songs as chart_songs
    where
        chart_songs.source = :source
        and chart_songs.chart = :chart
        and chart_songs.first_date <= cast(:to as date)
        and chart_songs.last_date >= cast(:from as date)
    union all
    select
        2 as side,
        chart_songs.*,
        chart_songs.first_date >= cast(:other_from as date) and chart_songs.last_date <= cast(:other_to as date) as is_whole
    from core.chart_songs as chart_songs
    where
        chart_songs.source = :source
        and chart_songs.chart = :other_chart
        and chart_songs.first_date <= cast(:other_to as date)
        and chart_songs.last_date >= cast(:other_from as date)
),

-- Totals are stored for all issues of a song. Those of a song that is on others, too, are added up entry by entry.
counted as (
    select
        side,
        song_id,
        recording_id,
        points,
        points_share,
        issues,
        issues_at_one,
        best_position
    from songs
    where is_whole
    union all
    select
        songs.side,
        songs.song_id,
        songs.recording_id,
        history.points,
        history.points_share,
        1,
        case when history.position = 1 then 1 else 0 end,
        history.position
    from core.chart_history as history
    inner join songs
        on history.song_id = songs.song_id
    where
        songs.side = 1
        and not songs.is_whole
        and history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
    union all
    select
        songs.side,
        songs.song_id,
        songs.recording_id,
        history.points,
        history.points_share,
        1,
        case when history.position = 1 then 1 else 0 end,
        history.position
    from core.chart_history as history
    inner join songs
        on history.song_id = songs.song_id
    where
        songs.side = 2
        and not songs.is_whole
        and history.source = :source
        and history.chart = :other_chart
        and history.chart_date between cast(:other_from as date) and cast(:other_to as date)
        and history.is_best
),

totals as (
    select
        side,
        recording_id,
        cast(sum(points) as bigint) as points,
        round(sum(points_share), 6) as points_share,
        cast(sum(issues) as bigint) as issues,
        cast(sum(issues_at_one) as bigint) as issues_at_one,
        min(best_position) as best_position
    from counted
    where cast(:artist as varchar) is null or song_id in shared.songs_of_artist
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
    where recording_id in (select limited.recording_id from ranked as limited where limited.place <= :limit)
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
left join core.charted_names as names
    on
        pairs.recording_id = names.song_id
        and case when pairs.place is not null then :chart else :other_chart end = names.chart
        and names.source = :source
        and names.chart in (:chart, :other_chart)
order by pairs.place asc nulls last, pairs.other_place asc nulls last, pairs.recording_id asc nulls last

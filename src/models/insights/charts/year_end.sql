-- grain: one row per year and recording
-- title: Year-end chart
-- question: Which songs did best in a year?
-- parameter: chart = the global one
-- parameter: year = all, a chart year such as 2026
-- parameter: artist = all, only songs of this artist; their places are those among all songs
-- parameter: by = points|metric
-- parameter: points = inverse|log|power|reciprocal|metric
-- parameter: bonus_at_one = 0
-- parameter: chart_year = 01-01
-- parameter: runs = cut|whole
-- parameter: limit = 20, rows of each year
-- optional: points_share
-- draw: bar of points by song and year, points = at least, issues = at least, issues_at_one = at least
-- key: year, place, song, artists, points
-- column: year, chart year, named for the calendar year in which it ends
-- column: place, rank in the year by points, then by issues at no. 1, best position and id [place]
-- column: points, sum of the points of the entries that count for the year, by the points rule [points]
-- column: points_share, as in core.chart_songs
-- column: issues, observed issues that count for the year [issues]
-- column: issues_at_one, issues at no. 1 that count for the year [issues]
-- column: best_position, best position on the issues that count for the year [position]
-- column: first_date, first issue that counts for the year
-- column: last_date, last issue that counts for the year
-- column: observed, observed issues of the chart in the chart year [issues]
-- column: missing, expected issues that are unobserved before one of these [issues]
-- column: censored, the counts may be larger: a stay that counts includes the first observed issue or is next to an unobserved one
with chosen_charts as (
    select *
    from shared.chosen_charts as shared_charts
),

chart_years as (
    select *
    from shared.chart_years as shared_years
),

issues as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (order by issues.chart_date asc nulls last) as missing_after,
        chart_years.chart_year
    from core.published_issues as issues
    inner join chart_years
        on issues.chart_date = chart_years.chart_date
    where issues.source = :source and issues.chart = :chart
),

-- Totals are stored for the default rule alone, and for all issues of a song.
songs as (
    select
        chart_songs.*,
        first_day.chart_year as credited_year,
        case
            when
                :points = 'inverse'
                and :bonus_at_one = 0
                and :runs = 'cut'
                and first_day.chart_year = last_day.chart_year
                and not chart_songs.misses_hole
                then 1
            else 0
        end as is_whole
    from core.chart_songs as chart_songs
    inner join chart_years as first_day
        on chart_songs.first_date = first_day.chart_date
    inner join chart_years as last_day
        on chart_songs.last_date = last_day.chart_date
    where chart_songs.source = :source and chart_songs.chart = :chart
),

-- The other songs are added up entry by entry.
credited as (
    select
        entries.recording_id,
        entries.chart_date,
        entries.position,
        entries.points,
        entries.points_share,
        chart_years.chart_year as credited_year
    from shared.counted_entries as entries
    inner join songs
        on entries.song_id = songs.song_id
    inner join chart_years
        on entries.counts_on = chart_years.chart_date
    where songs.is_whole = 0
),

counted as (
    select
        credited_year,
        recording_id,
        cast(points as double) as points,
        points_share,
        issues,
        issues_at_one,
        best_position,
        first_date,
        last_date,
        case when is_censored then 1 else 0 end as is_censored
    from songs
    where is_whole = 1
    union all
    select
        credited_year,
        recording_id,
        points,
        points_share,
        1,
        case when position = 1 then 1 else 0 end,
        position,
        chart_date,
        chart_date,
        0
    from credited
),

-- The entries next to what was not observed are few. Joined last: DuckDB 2.0.1 loses sums above a left join on a constant key.
near as (
    select
        credited.credited_year,
        credited.recording_id
    from credited
    inner join core.near_holes as near_holes
        on credited.chart_date = near_holes.chart_date and credited.recording_id = near_holes.recording_id
    where near_holes.source = :source and near_holes.chart = :chart
    union
    select
        credited.credited_year,
        credited.recording_id
    from credited
    inner join issues
        on credited.chart_date = issues.chart_date
    where issues.issue_number = 1 or issues.missing_before > 0 or issues.missing_after > 0
),

totals as (
    select
        credited_year,
        recording_id,
        round(sum(points), 6) as points,
        round(sum(points_share), 6) as points_share,
        cast(sum(issues) as bigint) as issues,
        cast(sum(issues_at_one) as bigint) as issues_at_one,
        min(best_position) as best_position,
        min(first_date) as first_date,
        max(last_date) as last_date,
        max(is_censored) = 1 as censored
    from counted
    where credited_year = coalesce(cast(:year as integer), credited_year)
    group by 1, 2
),

ranked as (
    select
        row_number() over (
            partition by credited_year
            order by
                points desc nulls last,
                issues_at_one desc nulls last,
                best_position asc nulls last,
                recording_id asc nulls last
        ) as place,
        *
    from totals
),

limited as (
    select *
    from ranked
    where cast(:artist as varchar) is null and place <= :limit
    union all
    select *
    from ranked
    where recording_id in shared.songs_of_artist
    qualify row_number() over (partition by credited_year order by place asc nulls last) <= :limit
),

years as (
    select
        chart_year,
        count(*) as observed,
        sum(missing_before) as missing
    from issues
    group by 1
)

select
    limited.credited_year as year,
    limited.place,
    names.song,
    names.artists,
    limited.points,
    limited.points_share,
    limited.issues,
    limited.issues_at_one,
    limited.best_position,
    limited.first_date,
    limited.last_date,
    years.observed,
    cast(years.missing as bigint) as missing,
    limited.censored or near.recording_id is not null as censored,
    limited.recording_id
from limited
inner join years
    on limited.credited_year = years.chart_year
left join near
    on limited.credited_year = near.credited_year and limited.recording_id = near.recording_id
left join shared.names_of_chart as names
    on limited.recording_id = names.song_id
order by limited.credited_year asc nulls last, limited.place asc nulls last

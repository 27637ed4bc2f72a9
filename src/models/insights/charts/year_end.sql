-- grain: one row per year and recording
-- title: Year-end chart
-- question: Which songs did best in a year?
-- parameter: chart = the global one
-- parameter: year = all, a calendar year such as 2026
-- parameter: artist = all, only songs of this artist; their places are those among all songs
-- parameter: convention = calendar|peak, what counts for a year: the issues of that year, or every stay as a whole in the year of its peak
-- parameter: limit = 20, rows of each year
-- draw: bar, points = at least, issues = at least, issues_at_one = at least
-- column: year, calendar year
-- column: place, rank in the year by points, then by issues at no. 1, best position and id [place]
-- column: points, sum of chart size + 1 - position over the issues that count for the year [points]
-- column: points_share, as in core.chart_songs
-- column: issues, observed issues that count for the year [issues]
-- column: issues_at_one, issues at no. 1 that count for the year [issues]
-- column: best_position, best position on the issues that count for the year [position]
-- column: first_date, first issue that counts for the year
-- column: last_date, last issue that counts for the year
-- column: observed, observed issues of the chart in the calendar year [issues]
-- column: missing, expected issues that are unobserved before one of these [issues]
-- column: censored, the counts may be larger: a stay that counts includes the first observed issue or is next to an unobserved one
with issues as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (order by issues.chart_date asc nulls last) as missing_after,
        cast(extract(year from issues.chart_date) as integer) as issue_year
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

entries as (
    select
        history.recording_id,
        history.run_number,
        history.chart_date,
        history.position,
        history.points,
        history.points_share,
        issues.issue_year,
        case
            when history.issue_number = 1 or issues.missing_before > 0 or issues.missing_after > 0 then 1
            else 0
        end as is_censored,
        -- The year of the first issue at the best position of the stay.
        first_value(issues.issue_year) over (
            partition by history.recording_id, history.run_number
            order by history.position asc nulls last, history.chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as peak_year
    from core.chart_history as history
    inner join issues
        on history.chart_date = issues.chart_date
    where history.source = :source and history.chart = :chart and history.is_best
),

credited as (
    select
        *,
        case when :convention = 'peak' then peak_year else issue_year end as credited_year
    from entries
),

-- Joined last: DuckDB 2.0.1 loses sums above a left join on a constant key.
near as (
    select distinct
        credited.credited_year,
        credited.recording_id
    from credited
    inner join core.near_holes as near_holes
        on credited.chart_date = near_holes.chart_date and credited.recording_id = near_holes.recording_id
    where near_holes.source = :source and near_holes.chart = :chart
),

totals as (
    select
        credited_year,
        recording_id,
        cast(sum(points) as bigint) as points,
        round(sum(points_share), 6) as points_share,
        count(*) as issues,
        cast(sum(case when position = 1 then 1 else 0 end) as bigint) as issues_at_one,
        min(position) as best_position,
        min(chart_date) as first_date,
        max(chart_date) as last_date,
        max(is_censored) = 1 as censored
    from credited
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

years as (
    select
        issue_year,
        count(*) as observed,
        sum(missing_before) as missing
    from issues
    group by 1
)

select
    ranked.credited_year as year,
    ranked.place,
    names.song,
    names.artists,
    ranked.points,
    ranked.points_share,
    ranked.issues,
    ranked.issues_at_one,
    ranked.best_position,
    ranked.first_date,
    ranked.last_date,
    years.observed,
    cast(years.missing as bigint) as missing,
    ranked.censored or near.recording_id is not null as censored,
    ranked.recording_id
from ranked
inner join years
    on ranked.credited_year = years.issue_year
left join near
    on ranked.credited_year = near.credited_year and ranked.recording_id = near.recording_id
left join core.song_names as names
    on ranked.recording_id = names.song_id and names.source = :source
where
    cast(:artist as varchar) is null
    or ranked.recording_id in (
        select credits.song_id
        from core.song_credits as credits
        where credits.source = :source and credits.artist_id = :artist
    )
qualify row_number() over (partition by ranked.credited_year order by ranked.place asc nulls last) <= :limit
order by ranked.credited_year asc nulls last, ranked.place asc nulls last

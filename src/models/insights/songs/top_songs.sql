-- grain: one row per recording
-- title: Top songs
-- question: Which songs did best over a span?
-- parameter: chart = the global one, slug of the chart or source/slug; all or source/all adds up all charts of a source
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: limit = 20
-- charts: summed
-- draw: bar, peak_position = at best, points = at least, issues = at least, issues_at_one = at least
-- column: place, rank by points (over all charts by points_share), then by issues at no. 1, at no. 2 and so on; ties share a rank [place]
-- column: points, sum of chart size + 1 - position over the issues of the span [points]
-- column: points_share, as in core.chart_songs
-- column: issues, observed issues of the span with the song [issues]
-- column: issues_at_one, observed issues of the span at no. 1 [issues]
-- column: peak_position, best position in the span [position]
-- column: first_date, first issue of the span with the song
-- column: last_date, last issue of the span with the song
-- column: censored, the counts may be larger: the song was on the first observed issue, or issues between its first and last or next to one of its issues are unobserved
-- If a source has charts of markets, its global charts do not count in totals over all charts.
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

songs_in_span as (
    select chart_songs.*
    from core.chart_songs as chart_songs
    inner join chosen_charts
        on chart_songs.source = chosen_charts.source and chart_songs.chart = chosen_charts.chart
    where chart_songs.last_date >= cast(:from as date) and chart_songs.first_date <= cast(:to as date)
        and (
            cast(:artist as varchar) is null
            or chart_songs.recording_id in (
                select credits.song_id
                from core.song_credits as credits
                where credits.source = :source and credits.artist_id = :artist
            )
        )
),

cut_songs as (
    select *
    from songs_in_span
    where first_date < cast(:from as date) or last_date > cast(:to as date)
),

issues as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (
            partition by issues.source, issues.chart order by issues.chart_date asc nulls last
        ) as missing_after,
        issues.expected_issues
    from core.published_issues as issues
    where exists (select 1 from cut_songs where cut_songs.source = issues.source and cut_songs.chart = issues.chart)
),

-- Songs that are only partly within the span are added up entry by entry.
songs as (
    select
        source,
        chart,
        recording_id,
        points,
        points_share,
        issues,
        issues_at_one,
        best_position,
        first_date,
        last_date,
        first_issue_number,
        last_issue_number,
        first_expected,
        last_expected,
        case when is_censored then 1 else 0 end as is_censored
    from songs_in_span
    where first_date >= cast(:from as date) and last_date <= cast(:to as date)
    union all
    select
        cut_songs.source,
        cut_songs.chart,
        cut_songs.recording_id,
        sum(history.points),
        sum(history.points_share),
        count(*),
        sum(case when history.position = 1 then 1 else 0 end),
        min(history.position),
        min(history.chart_date),
        max(history.chart_date),
        min(history.issue_number),
        max(history.issue_number),
        min(issues.expected_issues),
        max(issues.expected_issues),
        max(case
            when history.issue_number = 1 or issues.missing_before + issues.missing_after > 0 then 1
            else 0
        end)
    from cut_songs
    inner join core.chart_history as history
        on cut_songs.source = history.source and cut_songs.chart = history.chart and cut_songs.song_id = history.song_id
    inner join issues
        on history.source = issues.source and history.chart = issues.chart and history.chart_date = issues.chart_date
    where history.chart_date between cast(:from as date) and cast(:to as date) and history.is_best
    group by 1, 2, 3
    union all
    -- Not joined above: DuckDB 2.0.1 loses sums above a left join on a constant key.
    select
        near_holes.source,
        near_holes.chart,
        near_holes.recording_id,
        0,
        0,
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        1
    from cut_songs
    inner join core.near_holes as near_holes
        on
            cut_songs.source = near_holes.source
            and cut_songs.chart = near_holes.chart
            and cut_songs.song_id = near_holes.song_id
    where near_holes.chart_date between cast(:from as date) and cast(:to as date)
),

chart_totals as (
    select
        recording_id,
        source,
        chart,
        sum(points) as points,
        sum(points_share) as points_share,
        sum(issues) as issues,
        sum(issues_at_one) as issues_at_one,
        min(best_position) as best_position,
        min(first_date) as first_date,
        max(last_date) as last_date,
        case
            when max(is_censored) = 1 then 1
            when max(last_expected) - min(first_expected) > max(last_issue_number) - min(first_issue_number) then 1
            else 0
        end as is_censored
    from songs
    group by 1, 2, 3
),

totals as (
    select
        recording_id,
        cast(sum(points) as bigint) as points,
        round(sum(points_share), 6) as points_share,
        case when cast(:chart as varchar) is null then round(sum(points_share), 6) else sum(points) end as score,
        cast(sum(issues) as bigint) as issues,
        cast(sum(issues_at_one) as bigint) as issues_at_one,
        min(best_position) as peak_position,
        min(first_date) as first_date,
        max(last_date) as last_date,
        max(is_censored) = 1 as censored
    from chart_totals
    group by 1
),

candidates as (
    select
        *,
        count(*) over (partition by score, issues_at_one) as sharing
    from totals
    qualify rank() over (order by score desc nulls last, issues_at_one desc nulls last) <= :limit
),

tied as (
    select songs_in_span.*
    from songs_in_span
    inner join candidates
        on songs_in_span.recording_id = candidates.recording_id
    where candidates.sharing > 1
),

-- Ties are broken by issues at no. 1, then at no. 2 and so on. That is the order of the sorted positions as text, if a
-- longer list comes before the list that it begins with; the ~ at the end sees to that.
position_lists as (
    select
        history.recording_id,
        listagg(lpad(cast(history.position as varchar), 6, '0'), ',') within group (order by history.position asc nulls last)
            over (partition by history.recording_id) || '~' as position_list
    from core.chart_history as history
    inner join tied
        on history.source = tied.source and history.chart = tied.chart and history.song_id = tied.song_id
    where history.chart_date between cast(:from as date) and cast(:to as date) and history.is_best
    qualify row_number() over (partition by history.recording_id order by history.chart_date asc nulls last) = 1
),

ranked as (
    select
        rank() over (
            order by
                candidates.score desc nulls last,
                candidates.issues_at_one desc nulls last,
                position_lists.position_list asc nulls last
        ) as place,
        candidates.*
    from candidates
    left join position_lists
        on candidates.recording_id = position_lists.recording_id
)

select
    ranked.place,
    names.song,
    names.artists,
    ranked.points,
    ranked.points_share,
    ranked.issues,
    ranked.issues_at_one,
    ranked.peak_position,
    ranked.first_date,
    ranked.last_date,
    ranked.censored,
    ranked.recording_id
from ranked
left join core.song_names as names
    on ranked.recording_id = names.song_id and names.source = :source
where ranked.place <= :limit
order by ranked.place asc nulls last, ranked.first_date asc nulls last, ranked.recording_id asc nulls last

-- grain: one row per recording
-- title: Top songs
-- question: Which songs did best over a span?
-- parameter: chart = the global one, slug of the chart or source/slug; all or source/all adds up all charts of a source
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: by = points|metric
-- parameter: points = inverse|log|power|reciprocal|metric
-- parameter: bonus_at_one = 0
-- parameter: per = span|decade|year|quarter|month
-- parameter: chart_year = 01-01
-- parameter: runs = cut|whole
-- parameter: artist = all
-- parameter: limit = 20
-- charts: summed
-- optional: period, points_share
-- draw: bar of points by song, peak_position = at best, points = at least, issues = at least, issues_at_one = at least
-- key: place, song, artists, points, points_share
-- column: place, rank in the period by points (over all charts by points_share, unless the points are a metric), then by issues at no. 1, at no. 2 and so on; ties share a rank [place]
-- column: points, sum of the points of its entries, by the points rule [points]
-- column: points_share, as in core.chart_songs
-- column: issues, observed issues of the period with the song [issues]
-- column: issues_at_one, observed issues of the period at no. 1 [issues]
-- column: peak_position, best position in the period [position]
-- column: first_date, first issue of the period with the song
-- column: last_date, last issue of the period with the song
-- column: censored, the counts may be larger: the song was on the first observed issue, or issues between its first and last or next to one of its issues are unobserved
-- If a source has charts of markets, its global charts do not count in totals over all charts.
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
        chart_songs.*,
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
        and (cast(:artist as varchar) is null or chart_songs.recording_id in shared.songs_of_artist)
),

cut_songs as (
    select *
    from songs_in_span
    where is_whole = 0
),

issues as (
    select
        issues.chart,
        issues.issue_number,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (
            partition by issues.chart order by issues.chart_date asc nulls last
        ) as missing_after,
        issues.expected_issues
    from core.published_issues as issues
    where issues.source = :source and issues.chart in (select cut_songs.chart from cut_songs)
),

-- Songs that are not whole are added up entry by entry.
cut_totals as (
    select
        cut_songs.chart,
        cut_songs.recording_id,
        periods.period,
        sum(entries.points) as points,
        sum(entries.points_share) as points_share,
        count(*) as issues,
        sum(case when entries.position = 1 then 1 else 0 end) as issues_at_one,
        min(entries.position) as best_position,
        min(entries.chart_date) as first_date,
        max(entries.chart_date) as last_date,
        min(entries.issue_number) as first_issue_number,
        max(entries.issue_number) as last_issue_number
    from cut_songs
    inner join shared.counted_entries as entries
        on cut_songs.chart = entries.chart and cut_songs.song_id = entries.song_id
    inner join periods
        on entries.counts_on = periods.chart_date
    group by 1, 2, 3
),

songs as (
    select
        chart,
        recording_id,
        period,
        cast(points as double) as points,
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
    where is_whole = 1
    union all
    select
        cut_totals.*,
        first_issue.expected_issues,
        last_issue.expected_issues,
        -- An unobserved issue between the first and the last shows in the expected ones.
        case
            when cut_totals.first_issue_number = 1 or first_issue.missing_before + last_issue.missing_after > 0 then 1
            else 0
        end
    from cut_totals
    inner join issues as first_issue
        on
            cut_totals.chart = first_issue.chart
            and cut_totals.first_issue_number = first_issue.issue_number
    inner join issues as last_issue
        on
            cut_totals.chart = last_issue.chart
            and cut_totals.last_issue_number = last_issue.issue_number
    union all
    -- Not joined above: DuckDB 2.0.1 loses sums above a left join on a constant key.
    select
        cut_totals.chart,
        cut_totals.recording_id,
        cut_totals.period,
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
    from cut_totals
    inner join core.near_holes as near_holes
        on
            cut_totals.chart = near_holes.chart
            and cut_totals.recording_id = near_holes.recording_id
    where near_holes.source = :source and near_holes.chart_date between cut_totals.first_date and cut_totals.last_date
),

totals as (
    select
        recording_id,
        period,
        round(sum(points), 6) as points,
        case when :points <> 'metric' then round(sum(points_share), 6) end as points_share,
        round(
            sum(case when cast(:chart as varchar) is null and :points <> 'metric' then points_share else points end), 6
        ) as score,
        cast(sum(issues) as bigint) as issues,
        cast(sum(issues_at_one) as bigint) as issues_at_one,
        min(best_position) as peak_position,
        min(first_date) as first_date,
        max(last_date) as last_date
    from songs
    group by 1, 2
),

best as (
    select *
    from totals
    qualify rank() over (
        partition by period order by score desc nulls last, issues_at_one desc nulls last
    ) <= :limit
),

candidates as (
    select
        *,
        count(*) over (partition by period, score, issues_at_one) as sharing
    from best
),

censored_on_charts as (
    select
        songs.recording_id,
        songs.chart,
        songs.period,
        case
            when max(songs.is_censored) = 1 then 1
            when max(songs.last_expected) - min(songs.first_expected) > max(songs.last_issue_number) - min(songs.first_issue_number) then 1
            else 0
        end as is_censored
    from songs
    inner join best
        on songs.recording_id = best.recording_id and songs.period = best.period
    group by 1, 2, 3
),

censored as (
    select
        recording_id,
        period,
        max(is_censored) = 1 as censored
    from censored_on_charts
    group by 1, 2
),

tied as (
    select
        songs_in_span.chart,
        songs_in_span.song_id,
        songs_in_span.recording_id,
        candidates.period
    from songs_in_span
    inner join candidates
        on songs_in_span.recording_id = candidates.recording_id
    where candidates.sharing > 1
),

-- Ties are broken by issues at no. 1, then at no. 2 and so on. That is the order of the sorted positions as text, if a
-- longer list comes before the list that it begins with; the ~ at the end sees to that.
position_lists as (
    select
        tied.recording_id,
        periods.period,
        listagg(lpad(cast(entries.position as varchar), 6, '0'), ',') within group (order by entries.position asc nulls last)
            over (partition by tied.recording_id, periods.period) || '~' as position_list
    from tied
    inner join shared.counted_entries as entries
        on tied.chart = entries.chart and tied.song_id = entries.song_id
    inner join periods
        on entries.counts_on = periods.chart_date and tied.period = periods.period
    qualify
        row_number() over (
            partition by tied.recording_id, periods.period order by entries.chart_date asc nulls last
        ) = 1
),

ranked as (
    select
        rank() over (
            partition by candidates.period
            order by
                candidates.score desc nulls last,
                candidates.issues_at_one desc nulls last,
                position_lists.position_list asc nulls last
        ) as place,
        candidates.*
    from candidates
    left join position_lists
        on candidates.recording_id = position_lists.recording_id and candidates.period = position_lists.period
)

select
    nullif(ranked.period, '') as period,
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
    censored.censored,
    ranked.recording_id
from ranked
inner join censored
    on ranked.recording_id = censored.recording_id and ranked.period = censored.period
left join shared.read_names as names
    on ranked.recording_id = names.song_id and names.source = :source
where ranked.place <= :limit
order by
    ranked.period asc nulls last,
    ranked.place asc nulls last,
    ranked.first_date asc nulls last,
    ranked.recording_id asc nulls last

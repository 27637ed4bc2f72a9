-- grain: one row per song that was at no. 1
-- title: Number ones
-- question: Which songs were at no. 1, how long, and in how many reigns?
-- parameter: chart = the global one, slug of the chart or source/slug; all or source/all adds up all charts of a source
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: limit = all
-- charts: summed
-- draw: bar of issues_at_one by song, issues_at_one = at least, longest_reign = at least
-- key: place, song, artists, issues_at_one, reigns, longest_reign
-- column: place, rank by issues at no. 1, then by the longest reign; ties share a rank [place]
-- column: issues_at_one, as in insights.top_songs
-- column: reigns, periods at no. 1 without another song in between: the first one and each return to no. 1 [reigns]
-- column: stays_at_one, stays on the chart with an issue at no. 1: a return to no. 1 within a stay does not count [stays]
-- column: longest_reign, consecutive observed issues of one chart at no. 1; one without an entry at no. 1 does not end a reign [issues]
-- column: first_date, first issue at no. 1 in the span
-- column: last_date, last issue at no. 1 in the span
-- column: censored, the counts may be larger: in the span the song was on the first observed issue of the chart or next to an unobserved one or to one with a hole that may hold it
-- Over all charts the issues and reigns of each chart are added up. If a source has charts of markets, its global charts
-- do not count.
with chosen_charts as (
    select *
    from shared.chosen_charts as shared_charts
),

-- A reign that is only partly within the span counts from its first to its last issue in the span.
spans as (
    select
        issues.source,
        issues.chart,
        min(issues.chart_date) as first_date,
        max(issues.chart_date) as last_date
    from core.published_issues as issues
    inner join chosen_charts
        on issues.source = chosen_charts.source and issues.chart = chosen_charts.chart
    where issues.chart_date between cast(:from as date) and cast(:to as date)
    group by 1, 2
),

overlapping_reigns as (
    select
        reigns.source,
        reigns.chart,
        reigns.recording_id,
        reigns.run_number,
        reigns.issues,
        case when reigns.first_date < spans.first_date then spans.first_date else reigns.first_date end as first_date,
        case when reigns.last_date > spans.last_date then spans.last_date else reigns.last_date end as last_date,
        reigns.first_date < spans.first_date or reigns.last_date > spans.last_date as is_cut
    from core.reigns as reigns
    inner join spans
        on
            reigns.source = spans.source
            and reigns.chart = spans.chart
            and reigns.first_date <= spans.last_date
            and reigns.last_date >= spans.first_date
),

reigns_within as (
    select
        source,
        chart,
        recording_id,
        run_number,
        issues,
        first_date,
        last_date
    from overlapping_reigns
    where not is_cut
    union all
    select
        cut_reigns.source,
        cut_reigns.chart,
        cut_reigns.recording_id,
        cut_reigns.run_number,
        count(*),
        min(history.chart_date),
        max(history.chart_date)
    from overlapping_reigns as cut_reigns
    inner join core.chart_history as history
        on
            cut_reigns.source = history.source
            and cut_reigns.chart = history.chart
            and cut_reigns.recording_id = history.recording_id
    where
        cut_reigns.is_cut
        and history.is_best
        and history.position = 1
        and history.chart_date between cut_reigns.first_date and cut_reigns.last_date
    group by cut_reigns.source, cut_reigns.chart, cut_reigns.recording_id, cut_reigns.run_number, cut_reigns.first_date
),

songs_in_span as (
    select chart_songs.*
    from core.chart_songs as chart_songs
    inner join chosen_charts
        on chart_songs.source = chosen_charts.source and chart_songs.chart = chosen_charts.chart
    where
        chart_songs.is_censored
        and chart_songs.last_date >= cast(:from as date)
        and chart_songs.first_date <= cast(:to as date)
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
        issues.issue_number,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (
            partition by issues.source, issues.chart order by issues.chart_date asc nulls last
        ) as missing_after
    from core.published_issues as issues
    inner join (select distinct source, chart from cut_songs) as cut_charts
        on issues.source = cut_charts.source and issues.chart = cut_charts.chart
),

-- A song at no. 2 before and after an unobserved issue may have been at no. 1 on it.
censored_entries as (
    select recording_id
    from songs_in_span
    where first_date >= cast(:from as date) and last_date <= cast(:to as date)
    union all
    select cut_songs.recording_id
    from cut_songs
    inner join core.chart_history as history
        on cut_songs.source = history.source and cut_songs.chart = history.chart and cut_songs.song_id = history.song_id
    inner join issues
        on history.source = issues.source and history.chart = issues.chart and history.chart_date = issues.chart_date
    left join core.near_holes as near_holes
        on
            history.source = near_holes.source
            and history.chart = near_holes.chart
            and history.chart_date = near_holes.chart_date
            and history.song_id = near_holes.song_id
    where
        history.chart_date between cast(:from as date) and cast(:to as date)
        and history.is_best
        and (issues.issue_number = 1 or issues.missing_before > 0 or issues.missing_after > 0 or near_holes.song_id is not null)
),

censored as (
    select distinct recording_id
    from censored_entries
),

chart_totals as (
    select
        source,
        chart,
        recording_id,
        sum(issues) as issues_at_one,
        count(*) as reigns,
        count(distinct run_number) as stays_at_one,
        max(issues) as longest_reign,
        min(first_date) as first_date,
        max(last_date) as last_date
    from reigns_within
    group by 1, 2, 3
),

totals as (
    select
        chart_totals.recording_id,
        cast(sum(chart_totals.issues_at_one) as bigint) as issues_at_one,
        cast(sum(chart_totals.reigns) as bigint) as reigns,
        cast(sum(chart_totals.stays_at_one) as bigint) as stays_at_one,
        max(chart_totals.longest_reign) as longest_reign,
        min(chart_totals.first_date) as first_date,
        max(chart_totals.last_date) as last_date,
        max(case when censored.recording_id is not null then 1 else 0 end) = 1 as censored
    from chart_totals
    left join censored
        on chart_totals.recording_id = censored.recording_id
    where (cast(:artist as varchar) is null or chart_totals.recording_id in shared.songs_of_artist)
    group by 1
),

ranked as (
    select
        rank() over (order by issues_at_one desc nulls last, longest_reign desc nulls last) as place,
        *
    from totals
)

select
    ranked.place,
    names.song,
    names.artists,
    ranked.issues_at_one,
    ranked.reigns,
    ranked.stays_at_one,
    ranked.longest_reign,
    ranked.first_date,
    ranked.last_date,
    ranked.censored,
    ranked.recording_id
from ranked
left join shared.read_names as names
    on ranked.recording_id = names.song_id and names.source = :source
where ranked.place <= coalesce(cast(:limit as bigint), ranked.place)
order by ranked.place asc nulls last, ranked.first_date asc nulls last, ranked.recording_id asc nulls last

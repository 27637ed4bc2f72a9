-- grain: one row per entry of a published issue, with everything that the chart says of it so far
-- kept: issue
-- column: status, FIRST (first observed issue of the chart), NEW (in no earlier issue), RE (earlier, but not in the previous one), UP, DOWN or SAME
-- column: is_best, the better row of its recording in the issue; its other rows repeat it and have no points
-- column: previous_position, position in the previous observed issue; null if absent there [position]
-- column: movement, previous position minus this one; positive is up [positions]
-- column: debut_date, first issue with the recording
-- column: debut_position, position there [position]
-- column: debut_censored, the debut is the first observed issue of the chart: the true one may be earlier
-- column: peak_position, best position so far over all stays [position]
-- column: peak_date, first issue at the peak
-- column: issues_at_peak, issues at the peak so far [issues]
-- column: issues_on_chart, observed issues with the recording so far over all stays [issues]
-- column: streak, consecutive observed issues up to this one, going on over unobserved ones [issues]
-- column: run_number, which stay this is, from 1 [stay]
-- column: absence_issues, on a re-entry the observed issues since it was last seen [issues]
-- column: absence_days, on a re-entry the days since it was last seen [days]
-- column: points, chart size + 1 - position [points]
-- column: points_share, points divided by the chart size, for sums over charts of different size [points]
-- column: observed_since_debut, observed issues from the debut to this one [issues]
-- column: expected_since_debut, issues that the calendar expected from the last one without the song to this one [issues]
-- column: coverage, observed divided by expected issues since then; below 1 the counts are lower bounds: the song may have been on unobserved issues, also before its debut
-- Counts, peaks and streaks go over the better row of a recording (is_best); its other rows repeat them.
-- The windows are most of the work, and numbers sort many times faster than names. The numbers of a chart's issues
-- follow each other, so that neighbours differ by one; a recording has another number on each chart.
with issues as (
    select
        cast(row_number() over (
            order by issues.source asc nulls last, issues.chart asc nulls last, issues.chart_date asc nulls last
        ) as integer) as this_issue,
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.snapshot_id,
        issues.transform_version,
        issues.chart_size,
        issues.previous_date,
        issues.previous_size,
        issues.missing_before,
        issues.issue_number,
        issues.expected_issues,
        snapshots.is_repeated,
        in_scope.changed_from
    from core.published_issues as issues
    inner join core.charts_in_scope as in_scope
        on issues.source = in_scope.source and issues.chart = in_scope.chart
    inner join core.snapshots as snapshots
        on
            issues.source = snapshots.source
            and issues.chart = snapshots.chart
            and issues.chart_date = snapshots.chart_date
            and issues.snapshot_id = snapshots.snapshot_id
            and issues.transform_version = snapshots.transform_version
),

songs as (
    select
        seen.source,
        seen.chart,
        seen.song_id,
        recordings.recording_id,
        cast(row_number() over (
            order by seen.source asc nulls last, seen.chart asc nulls last, seen.song_id asc nulls last
        ) as integer) as song_number,
        cast(dense_rank() over (
            order by seen.source asc nulls last, seen.chart asc nulls last, recordings.recording_id asc nulls last
        ) as integer) as recording_number
    from core.seen_songs as seen
    inner join core.charts_in_scope as in_scope
        on seen.source = in_scope.source and seen.chart = in_scope.chart
    inner join core.recordings as recordings
        on seen.source = recordings.source and seen.song_id = recordings.song_id
    -- Recordings that are on none of the issues to tell of: nothing is asked of them.
    qualify
        max(case when in_scope.changed_from is null or seen.last_date >= in_scope.changed_from then 1 else 0 end)
            over (partition by seen.source, seen.chart, recordings.recording_id)
        = 1
),

landed as (
    select
        issues.this_issue,
        songs.recording_number,
        songs.song_number,
        issues.is_repeated,
        cast(entries.position as integer) as position,
        entries.added_at,
        entries.metric,
        entries.metric_name,
        entries.source_previous_position,
        entries.source_peak_position,
        entries.source_issues_on_chart
    from landing.chart_entries as entries
    inner join issues
        on
            entries.source = issues.source
            and entries.chart = issues.chart
            and entries.chart_date = issues.chart_date
            and entries.snapshot_id = issues.snapshot_id
            and entries.transform_version = issues.transform_version
    inner join songs
        on entries.source = songs.source and entries.chart = songs.chart and entries.song_id = songs.song_id
),

-- Rows that landed twice are the same: one is as good as the other. To look for them everywhere would cost a third more.
entries as (
    select *
    from landed
    where not is_repeated
    union all
    select *
    from landed
    where is_repeated
    qualify row_number() over (partition by this_issue, position order by song_number asc nulls last) = 1
),

-- Recordings that hold several positions of an issue: there are few, so that nearly all rows pass by.
doubles as (
    select
        this_issue,
        recording_number,
        min(position) as best_position
    from entries
    group by 1, 2
    having count(*) > 1
),

placed as (
    select
        entries.*,
        coalesce(doubles.best_position, entries.position) as best_position
    from entries
    left join doubles
        on entries.this_issue = doubles.this_issue and entries.recording_number = doubles.recording_number
),

-- Windows carry all columns of their rows along: these are as few as they can be.
counted as (
    select
        recording_number,
        this_issue,
        position,
        lag(this_issue) over (
            partition by recording_number order by this_issue asc nulls last
        ) as last_issue,
        lag(position) over (
            partition by recording_number order by this_issue asc nulls last
        ) as last_position,
        min(position) over (
            partition by recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as peak_position,
        cast(row_number() over (
            partition by recording_number order by this_issue asc nulls last
        ) as integer) as issues_on_chart,
        first_value(this_issue) over (
            partition by recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as debut_issue,
        first_value(position) over (
            partition by recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as debut_position
    from placed
    where position = best_position
),

-- Issues of one stay and counts of them both go up by one, so that their difference is the same all through a stay.
stays as (
    select
        recording_number,
        this_issue - issues_on_chart as stay,
        min(this_issue) as run_issue
    from counted
    group by 1, 2
),

numbered_stays as (
    select
        *,
        cast(row_number() over (
            partition by recording_number order by run_issue asc nulls last
        ) as integer) as run_number
    from stays
),

-- A peak stands until a better one: the issues with it in force follow each other, and the first of them is at it.
peaks as (
    select
        *,
        first_value(this_issue) over (
            partition by recording_number, peak_position
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as peak_issue,
        cast(sum(case when position = peak_position then 1 else 0 end) over (
            partition by recording_number, peak_position
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as integer) as issues_at_peak
    from counted
),

history as (
    select
        peaks.*,
        numbered_stays.run_issue,
        numbered_stays.run_number,
        case when peaks.last_issue = peaks.this_issue - 1 then peaks.last_position end as previous_position
    from peaks
    inner join numbered_stays
        on peaks.recording_number = numbered_stays.recording_number and peaks.this_issue - peaks.issues_on_chart = numbered_stays.stay
)

select
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.snapshot_id,
    issues.transform_version,
    issues.chart_size,
    issues.issue_number,
    issues.previous_date,
    issues.previous_size,
    issues.missing_before,
    placed.position,
    songs.song_id,
    songs.recording_id,
    placed.position = history.position as is_best,
    history.previous_position,
    history.previous_position - history.position as movement,
    case
        when issues.issue_number = 1 then 'FIRST'
        when history.last_issue is null then 'NEW'
        when history.this_issue = history.run_issue then 'RE'
        when history.position < history.previous_position then 'UP'
        when history.position > history.previous_position then 'DOWN'
        else 'SAME'
    end as status,
    debut.chart_date as debut_date,
    history.debut_position,
    debut.issue_number = 1 as debut_censored,
    history.peak_position,
    peak.chart_date as peak_date,
    cast(history.issues_at_peak as bigint) as issues_at_peak,
    cast(history.issues_on_chart as bigint) as issues_on_chart,
    history.this_issue - history.run_issue + 1 as streak,
    cast(history.run_number as bigint) as run_number,
    case when history.this_issue = history.run_issue then history.this_issue - history.last_issue - 1 end as absence_issues,
    case when history.this_issue = history.run_issue then datediff('day', last_seen.chart_date, issues.chart_date) end as absence_days,
    case when placed.position = history.position then issues.chart_size + 1 - history.position end as points,
    case when placed.position = history.position
        then cast(issues.chart_size + 1 - history.position as double) / nullif(issues.chart_size, 0)
    end as points_share,
    history.this_issue - history.debut_issue + 1 as observed_since_debut,
    issues.expected_issues - debut.expected_issues + debut.missing_before + 1 as expected_since_debut,
    cast(history.this_issue - history.debut_issue + 1 as double)
    / nullif(issues.expected_issues - debut.expected_issues + debut.missing_before + 1, 0) as coverage,
    placed.added_at,
    placed.metric,
    placed.metric_name,
    placed.source_previous_position,
    placed.source_peak_position,
    placed.source_issues_on_chart
-- Every row has its recording's history, which is that of the better row.
from placed
left join history
    on placed.this_issue = history.this_issue and placed.best_position = history.position
inner join issues
    on placed.this_issue = issues.this_issue
left join issues as debut
    on history.debut_issue = debut.this_issue
left join issues as peak
    on history.peak_issue = peak.this_issue
left join issues as last_seen
    on history.last_issue = last_seen.this_issue
inner join songs
    on placed.song_number = songs.song_number
-- An issue tells of those before it: what stands there from before the first change still holds.
where issues.changed_from is null or issues.chart_date >= issues.changed_from

-- grain: one row per entry of a published issue, with everything that the chart says of it so far
-- kept: chart
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
-- Charts, issues and recordings are numbered first: the windows are most of the work, and numbers sort many times
-- faster than names.
with charts as (
    select
        source,
        chart,
        row_number() over (order by source asc nulls last, chart asc nulls last) as chart_number
    from core.charts_in_scope
),

numbered_recordings as (
    select
        source,
        song_id,
        recording_id,
        dense_rank() over (order by source asc nulls last, recording_id asc nulls last) as recording_number
    from core.recordings
    where source in (select c.source from core.charts_in_scope as c)
),

issues as (
    select
        c.chart_number,
        i.source,
        i.chart,
        i.chart_date,
        i.snapshot_id,
        i.transform_version,
        i.chart_size,
        i.previous_date,
        i.previous_size,
        i.missing_before,
        i.issue_number,
        i.expected_issues,
        s.is_repeated
    from core.published_issues as i
    inner join charts as c
        on i.source = c.source and i.chart = c.chart
    inner join core.snapshots as s
        on
            i.source = s.source
            and i.chart = s.chart
            and i.chart_date = s.chart_date
            and i.snapshot_id = s.snapshot_id
            and i.transform_version = s.transform_version
),

landed as (
    select
        i.chart_number,
        i.is_repeated,
        i.issue_number,
        i.chart_date,
        e.position,
        e.song_id,
        r.recording_number,
        r.recording_id,
        e.added_at,
        e.metric,
        e.metric_name,
        e.source_previous_position,
        e.source_peak_position,
        e.source_issues_on_chart
    from landing.chart_entries as e
    inner join issues as i
        on
            e.source = i.source
            and e.chart = i.chart
            and e.chart_date = i.chart_date
            and e.snapshot_id = i.snapshot_id
            and e.transform_version = i.transform_version
    inner join numbered_recordings as r
        on e.source = r.source and e.song_id = r.song_id
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
    qualify row_number() over (partition by chart_number, issue_number, position order by song_id asc nulls last) = 1
),

best as (
    select
        chart_number,
        recording_number,
        issue_number,
        min(chart_date) as chart_date,
        min(position) as position
    from entries
    group by 1, 2, 3
),

seen as (
    select
        *,
        lag(issue_number) over (
            partition by chart_number, recording_number order by issue_number asc nulls last
        ) as last_issue_number,
        lag(position) over (
            partition by chart_number, recording_number order by issue_number asc nulls last
        ) as last_position,
        lag(chart_date) over (
            partition by chart_number, recording_number order by issue_number asc nulls last
        ) as last_date,
        min(position) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as peak_position,
        min(position) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as peak_before,
        row_number() over (
            partition by chart_number, recording_number order by issue_number asc nulls last
        ) as issues_on_chart,
        first_value(issue_number) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as debut_issue_number,
        first_value(chart_date) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as debut_date,
        first_value(position) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as debut_position
    from best
),

-- A stay begins where the recording was not in the previous observed issue; a peak where it beats all before.
flagged as (
    select
        *,
        case when last_issue_number = issue_number - 1 then 0 else 1 end as begins_stay,
        case when peak_before is null or position < peak_before then 1 else 0 end as begins_peak
    from seen
),

counted as (
    select
        *,
        sum(begins_stay) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as run_number,
        max(case when begins_stay = 1 then issue_number end) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as run_issue_number,
        max(case when begins_peak = 1 then chart_date end) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as peak_date,
        sum(case when position = peak_position then 1 else 0 end) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as issues_at_all_peaks
    from flagged
),

history as (
    select
        *,
        issues_at_all_peaks - max(case when begins_peak = 1 then issues_at_all_peaks end) over (
            partition by chart_number, recording_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) + 1 as issues_at_peak
    from counted
)

select
    i.source,
    i.chart,
    i.chart_date,
    i.snapshot_id,
    i.transform_version,
    i.chart_size,
    i.issue_number,
    i.previous_date,
    i.previous_size,
    i.missing_before,
    e.position,
    e.song_id,
    e.recording_id,
    e.position = h.position as is_best,
    case when h.begins_stay = 0 then h.last_position end as previous_position,
    case when h.begins_stay = 0 then h.last_position - h.position end as movement,
    case
        when h.issue_number = 1 then 'FIRST'
        when h.last_issue_number is null then 'NEW'
        when h.begins_stay = 1 then 'RE'
        when h.position < h.last_position then 'UP'
        when h.position > h.last_position then 'DOWN'
        else 'SAME'
    end as status,
    h.debut_date,
    h.debut_position,
    h.debut_issue_number = 1 as debut_censored,
    h.peak_position,
    h.peak_date,
    cast(h.issues_at_peak as bigint) as issues_at_peak,
    h.issues_on_chart,
    h.issue_number - h.run_issue_number + 1 as streak,
    cast(h.run_number as bigint) as run_number,
    case when h.begins_stay = 1 then h.issue_number - h.last_issue_number - 1 end as absence_issues,
    case when h.begins_stay = 1 then datediff('day', h.last_date, h.chart_date) end as absence_days,
    case when e.position = h.position then i.chart_size + 1 - e.position end as points,
    case when e.position = h.position
        then cast(i.chart_size + 1 - e.position as double) / nullif(i.chart_size, 0)
    end as points_share,
    h.issue_number - h.debut_issue_number + 1 as observed_since_debut,
    i.expected_issues - d.expected_issues + d.missing_before + 1 as expected_since_debut,
    cast(h.issue_number - h.debut_issue_number + 1 as double)
    / nullif(i.expected_issues - d.expected_issues + d.missing_before + 1, 0) as coverage,
    e.added_at,
    e.metric,
    e.metric_name,
    e.source_previous_position,
    e.source_peak_position,
    e.source_issues_on_chart
from entries as e
inner join history as h
    on
        e.chart_number = h.chart_number
        and e.recording_number = h.recording_number
        and e.issue_number = h.issue_number
inner join issues as i
    on e.chart_number = i.chart_number and e.issue_number = i.issue_number
inner join issues as d
    on h.chart_number = d.chart_number and h.debut_issue_number = d.issue_number

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
-- The windows are most of the work, and numbers sort many times faster than names. The numbers of a chart's issues
-- follow each other, so that neighbours differ by one.
with issues as (
    select
        cast(row_number() over (
            order by i.source asc nulls last, i.chart asc nulls last, i.chart_date asc nulls last
        ) as integer) as this_issue,
        cast(dense_rank() over (order by i.source asc nulls last, i.chart asc nulls last) as integer) as chart_number,
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
    inner join core.charts_in_scope as c
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
        i.this_issue,
        r.recording_number,
        r.song_number,
        i.is_repeated,
        cast(e.position as integer) as position,
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
    inner join core.recordings as r
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

doubled_entries as (
    select e.*
    from entries as e
    inner join doubles as d
        on e.this_issue = d.this_issue and e.recording_number = d.recording_number
),

best as (
    select e.*
    from entries as e
    left join doubles as d
        on e.this_issue = d.this_issue and e.recording_number = d.recording_number
    where e.position = coalesce(d.best_position, e.position)
),

-- A stay begins where the recording was not in the previous observed issue.
followed as (
    select
        e.*,
        p.position as previous_position,
        case when p.this_issue is null then 1 else 0 end as begins_stay
    from best as e
    left join best as p
        on
            e.chart_number = p.chart_number
            and e.recording_number = p.recording_number
            and e.this_issue - 1 = p.this_issue
),

counted as (
    select
        *,
        lag(this_issue) over (
            partition by chart_number, recording_number order by this_issue asc nulls last
        ) as last_issue,
        min(position) over (
            partition by chart_number, recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as peak_position,
        row_number() over (
            partition by chart_number, recording_number order by this_issue asc nulls last
        ) as issues_on_chart,
        first_value(this_issue) over (
            partition by chart_number, recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as debut_issue,
        first_value(position) over (
            partition by chart_number, recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as debut_position,
        sum(begins_stay) over (
            partition by chart_number, recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as run_number,
        max(case when begins_stay = 1 then this_issue end) over (
            partition by chart_number, recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as run_issue
    from followed
),

-- A peak stands until a better one: the issues with it in force follow each other, and the first of them is at it.
history as (
    select
        *,
        first_value(this_issue) over (
            partition by chart_number, recording_number, peak_position
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as peak_issue,
        sum(case when position = peak_position then 1 else 0 end) over (
            partition by chart_number, recording_number, peak_position
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as issues_at_peak
    from counted
),

-- The rows of a double take its history: each of them with what is its own.
told as (
    select
        h.*,
        coalesce(d.position, h.position) as own_position,
        coalesce(d.song_number, h.song_number) as own_song_number,
        case when d.this_issue is null then h.added_at else d.added_at end as own_added_at,
        case when d.this_issue is null then h.metric else d.metric end as own_metric,
        case when d.this_issue is null then h.metric_name else d.metric_name end as own_metric_name,
        case when d.this_issue is null then h.source_previous_position else d.source_previous_position end as own_source_previous_position,
        case when d.this_issue is null then h.source_peak_position else d.source_peak_position end as own_source_peak_position,
        case when d.this_issue is null then h.source_issues_on_chart else d.source_issues_on_chart end as own_source_issues_on_chart
    from history as h
    left join doubled_entries as d
        on h.this_issue = d.this_issue and h.recording_number = d.recording_number
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
    h.own_position as position,
    r.song_id,
    r.recording_id,
    h.own_position = h.position as is_best,
    h.previous_position,
    h.previous_position - h.position as movement,
    case
        when i.issue_number = 1 then 'FIRST'
        when h.last_issue is null then 'NEW'
        when h.begins_stay = 1 then 'RE'
        when h.position < h.previous_position then 'UP'
        when h.position > h.previous_position then 'DOWN'
        else 'SAME'
    end as status,
    d.chart_date as debut_date,
    h.debut_position,
    d.issue_number = 1 as debut_censored,
    h.peak_position,
    p.chart_date as peak_date,
    cast(h.issues_at_peak as bigint) as issues_at_peak,
    h.issues_on_chart,
    h.this_issue - h.run_issue + 1 as streak,
    cast(h.run_number as bigint) as run_number,
    case when h.begins_stay = 1 then h.this_issue - h.last_issue - 1 end as absence_issues,
    case when h.begins_stay = 1 then datediff('day', l.chart_date, i.chart_date) end as absence_days,
    case when h.own_position = h.position then i.chart_size + 1 - h.position end as points,
    case when h.own_position = h.position
        then cast(i.chart_size + 1 - h.position as double) / nullif(i.chart_size, 0)
    end as points_share,
    h.this_issue - h.debut_issue + 1 as observed_since_debut,
    i.expected_issues - d.expected_issues + d.missing_before + 1 as expected_since_debut,
    cast(h.this_issue - h.debut_issue + 1 as double)
    / nullif(i.expected_issues - d.expected_issues + d.missing_before + 1, 0) as coverage,
    h.own_added_at as added_at,
    h.own_metric as metric,
    h.own_metric_name as metric_name,
    h.own_source_previous_position as source_previous_position,
    h.own_source_peak_position as source_peak_position,
    h.own_source_issues_on_chart as source_issues_on_chart
from told as h
inner join issues as i
    on h.this_issue = i.this_issue
inner join issues as d
    on h.debut_issue = d.this_issue
inner join issues as p
    on h.peak_issue = p.this_issue
left join issues as l
    on h.last_issue = l.this_issue
inner join core.recordings as r
    on i.source = r.source and h.own_song_number = r.song_number

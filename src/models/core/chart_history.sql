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
            order by i.source asc nulls last, i.chart asc nulls last, i.chart_date asc nulls last
        ) as integer) as this_issue,
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
        s.is_repeated,
        c.changed_from
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

songs as (
    select
        g.source,
        g.chart,
        g.song_id,
        r.recording_id,
        cast(row_number() over (
            order by g.source asc nulls last, g.chart asc nulls last, g.song_id asc nulls last
        ) as integer) as song_number,
        cast(dense_rank() over (
            order by g.source asc nulls last, g.chart asc nulls last, r.recording_id asc nulls last
        ) as integer) as recording_number
    from core.seen_songs as g
    inner join core.charts_in_scope as c
        on g.source = c.source and g.chart = c.chart
    inner join core.recordings as r
        on g.source = r.source and g.song_id = r.song_id
    -- Recordings that are on none of the issues to tell of: nothing is asked of them.
    qualify
        max(case when c.changed_from is null or g.last_date >= c.changed_from then 1 else 0 end)
            over (partition by g.source, g.chart, r.recording_id)
        = 1
),

landed as (
    select
        i.this_issue,
        s.recording_number,
        s.song_number,
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
    inner join songs as s
        on e.source = s.source and e.chart = s.chart and e.song_id = s.song_id
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
        e.*,
        coalesce(d.best_position, e.position) as best_position
    from entries as e
    left join doubles as d
        on e.this_issue = d.this_issue and e.recording_number = d.recording_number
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
        p.*,
        s.run_issue,
        s.run_number,
        case when p.last_issue = p.this_issue - 1 then p.last_position end as previous_position
    from peaks as p
    inner join numbered_stays as s
        on p.recording_number = s.recording_number and p.this_issue - p.issues_on_chart = s.stay
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
    s.song_id,
    s.recording_id,
    e.position = h.position as is_best,
    h.previous_position,
    h.previous_position - h.position as movement,
    case
        when i.issue_number = 1 then 'FIRST'
        when h.last_issue is null then 'NEW'
        when h.this_issue = h.run_issue then 'RE'
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
    cast(h.issues_on_chart as bigint) as issues_on_chart,
    h.this_issue - h.run_issue + 1 as streak,
    cast(h.run_number as bigint) as run_number,
    case when h.this_issue = h.run_issue then h.this_issue - h.last_issue - 1 end as absence_issues,
    case when h.this_issue = h.run_issue then datediff('day', l.chart_date, i.chart_date) end as absence_days,
    case when e.position = h.position then i.chart_size + 1 - h.position end as points,
    case when e.position = h.position
        then cast(i.chart_size + 1 - h.position as double) / nullif(i.chart_size, 0)
    end as points_share,
    h.this_issue - h.debut_issue + 1 as observed_since_debut,
    i.expected_issues - d.expected_issues + d.missing_before + 1 as expected_since_debut,
    cast(h.this_issue - h.debut_issue + 1 as double)
    / nullif(i.expected_issues - d.expected_issues + d.missing_before + 1, 0) as coverage,
    e.added_at,
    e.metric,
    e.metric_name,
    e.source_previous_position,
    e.source_peak_position,
    e.source_issues_on_chart
-- Every row has its recording's history, which is that of the better row.
from placed as e
left join history as h
    on e.this_issue = h.this_issue and e.best_position = h.position
inner join issues as i
    on e.this_issue = i.this_issue
left join issues as d
    on h.debut_issue = d.this_issue
left join issues as p
    on h.peak_issue = p.this_issue
left join issues as l
    on h.last_issue = l.this_issue
inner join songs as s
    on e.song_number = s.song_number
-- An issue tells of those before it: what stands there from before the first change still holds.
where i.changed_from is null or i.chart_date >= i.changed_from

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
-- column: expected_since_debut, issues that the calendar expected in that span [issues]
-- column: coverage, observed divided by expected issues since the debut; below 1 the counts are lower bounds
-- Counts, peaks and streaks go over the better row of a recording (is_best); its other rows repeat them.
with entries as (
    select
        e.source,
        e.chart,
        e.chart_date,
        e.snapshot_id,
        e.transform_version,
        e.position,
        e.song_id,
        coalesce(r.recording_id, e.song_id) as recording_id,
        e.added_at,
        e.metric,
        e.metric_name,
        e.source_previous_position,
        e.source_peak_position,
        e.source_issues_on_chart
    from landing.chart_entries as e
    inner join core.charts_in_scope as c
        on e.source = c.source and e.chart = c.chart
    left join core.recordings as r
        on e.source = r.source and e.song_id = r.song_id
),

published as (
    select
        e.*,
        i.chart_name,
        i.chart_size,
        i.previous_date,
        i.previous_size,
        i.missing_before,
        i.issue_number,
        i.expected_issues
    from entries as e
    inner join core.published_issues as i
        on
            e.source = i.source
            and e.chart = i.chart
            and e.chart_date = i.chart_date
            and e.snapshot_id = i.snapshot_id
            and e.transform_version = i.transform_version
    qualify row_number() over (
        partition by e.source, e.chart, e.chart_date, e.position
        order by e.song_id asc nulls last
    ) = 1
),

ranked as (
    select
        *,
        row_number() over (
            partition by source, chart, recording_id, chart_date
            order by position asc nulls last
        ) as place_in_issue
    from published
),

stays as (
    select
        *,
        lag(issue_number) over (
            partition by source, chart, recording_id order by issue_number asc nulls last
        ) as last_issue_number,
        lag(position) over (
            partition by source, chart, recording_id order by issue_number asc nulls last
        ) as last_position,
        lag(chart_date) over (
            partition by source, chart, recording_id order by issue_number asc nulls last
        ) as last_date,
        min(position) over (
            partition by source, chart, recording_id
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as peak_position,
        min(position) over (
            partition by source, chart, recording_id
            order by issue_number asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as peak_before,
        row_number() over (
            partition by source, chart, recording_id order by issue_number asc nulls last
        ) as issues_on_chart,
        min(issue_number) over (partition by source, chart, recording_id) as debut_issue_number,
        min(expected_issues) over (partition by source, chart, recording_id) as debut_expected_issues,
        min(chart_date) over (partition by source, chart, recording_id) as debut_date,
        first_value(position) over (
            partition by source, chart, recording_id
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as debut_position
    from ranked
    where place_in_issue = 1
),

-- A stay begins where the recording was not in the previous observed issue; a peak where it beats all before.
flagged as (
    select
        *,
        case when last_issue_number = issue_number - 1 then 0 else 1 end as begins_stay,
        case when peak_before is null or position < peak_before then 1 else 0 end as begins_peak
    from stays
),

grouped as (
    select
        *,
        sum(begins_stay) over (
            partition by source, chart, recording_id
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as run_number,
        sum(begins_peak) over (
            partition by source, chart, recording_id
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as peak_number,
        max(case when begins_stay = 1 then issue_number end) over (
            partition by source, chart, recording_id
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as run_issue_number,
        max(case when begins_peak = 1 then chart_date end) over (
            partition by source, chart, recording_id
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as peak_date
    from flagged
),

best as (
    select
        source,
        chart,
        chart_date,
        recording_id,
        position as best_position,
        case when begins_stay = 0 then last_position end as previous_position,
        case
            when issue_number = 1 then 'FIRST'
            when last_issue_number is null then 'NEW'
            when begins_stay = 1 then 'RE'
            when position < last_position then 'UP'
            when position > last_position then 'DOWN'
            else 'SAME'
        end as status,
        debut_date,
        debut_position,
        debut_issue_number = 1 as debut_censored,
        peak_position,
        peak_date,
        sum(case when position = peak_position then 1 else 0 end) over (
            partition by source, chart, recording_id, peak_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as issues_at_peak,
        issues_on_chart,
        issue_number - run_issue_number + 1 as streak,
        run_number,
        case when begins_stay = 1 then issue_number - last_issue_number - 1 end as absence_issues,
        case when begins_stay = 1 then datediff('day', last_date, chart_date) end as absence_days,
        issue_number - debut_issue_number + 1 as observed_since_debut,
        expected_issues - debut_expected_issues + 1 as expected_since_debut
    from grouped
)

select
    r.source,
    r.chart,
    r.chart_date,
    r.snapshot_id,
    r.transform_version,
    r.chart_name,
    r.chart_size,
    r.issue_number,
    r.previous_date,
    r.previous_size,
    r.missing_before,
    r.position,
    r.song_id,
    r.recording_id,
    r.place_in_issue = 1 as is_best,
    b.previous_position,
    b.previous_position - b.best_position as movement,
    b.status,
    b.debut_date,
    b.debut_position,
    b.debut_censored,
    b.peak_position,
    b.peak_date,
    cast(b.issues_at_peak as bigint) as issues_at_peak,
    b.issues_on_chart,
    b.streak,
    cast(b.run_number as bigint) as run_number,
    b.absence_issues,
    b.absence_days,
    case when r.place_in_issue = 1 then r.chart_size + 1 - r.position end as points,
    case when r.place_in_issue = 1
        then cast(r.chart_size + 1 - r.position as double) / nullif(r.chart_size, 0)
    end as points_share,
    b.observed_since_debut,
    b.expected_since_debut,
    cast(b.observed_since_debut as double) / nullif(b.expected_since_debut, 0) as coverage,
    r.added_at,
    r.metric,
    r.metric_name,
    r.source_previous_position,
    r.source_peak_position,
    r.source_issues_on_chart
from ranked as r
inner join best as b
    on
        r.source = b.source
        and r.chart = b.chart
        and r.chart_date = b.chart_date
        and r.recording_id = b.recording_id

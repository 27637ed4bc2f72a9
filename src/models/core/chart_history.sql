-- grain: one row per entry of a published issue, with the history of its song on the chart up to that issue
-- materialized: issue
-- column: missing_before, issues that the calendar expected since the previous observed issue, but that are unobserved; for a song that is missing only from issues with a hole, all since it was last seen [issues]
-- Counts, peaks and streaks use the better row of a recording (is_best); its other rows repeat them.
-- A hole is a position without an entry. A song that is missing from an issue with holes may have been in one, so for this
-- song the issue is unobserved. Such issues are rare: only charts that have one pay for them.
-- The windows are most of the work, and numbers sort many times faster than text, so issues and recordings are numbered
-- first. Consecutive issues of a chart have consecutive numbers. A recording has a different number on each chart.
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
        case when issues.filled_positions < issues.chart_size then 1 else 0 end as has_hole,
        snapshots.is_repeated,
        in_scope.changed_from
    from core.published_issues as issues
    inner join core.snapshots as snapshots
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join core.charts_in_scope as in_scope
        on issues.source = in_scope.source and issues.chart = in_scope.chart
),

-- For the issue after a hole: the first of the consecutive issues with holes before it.
hole_ends as (
    select
        holes.source,
        holes.chart,
        holes.this_issue + 1 as after_issue,
        min(holes.this_issue) over (partition by holes.source, holes.chart, holes.island) as first_hole
    from (
        select
            source,
            chart,
            this_issue,
            this_issue - row_number() over (partition by source, chart order by this_issue asc nulls last) as island
        from issues
        where has_hole = 1
    ) as holes
),

-- expected_before: issues that the calendar expected up to the last one that is observed for a song with its debut here.
dated_issues as (
    select
        issues.this_issue,
        issues.chart_date,
        issues.issue_number,
        issues.expected_issues,
        coalesce(first_hole.expected_issues - first_hole.missing_before, issues.expected_issues - issues.missing_before) - 1
            as expected_before
    from issues
    left join hole_ends
        on
            issues.this_issue = hole_ends.after_issue
            and issues.source = hole_ends.source
            and issues.chart = hole_ends.chart
    left join issues as first_hole
        on hole_ends.first_hole = first_hole.this_issue
),

holed_issues as (
    select
        issues.this_issue,
        issues.has_hole,
        cast(sum(issues.has_hole) over (
            partition by issues.source, issues.chart
            order by issues.this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as integer) as holes_so_far
    from issues
    inner join (select distinct source, chart from hole_ends) as charts_with_holes
        on issues.source = charts_with_holes.source and issues.chart = charts_with_holes.chart
),

-- A recording that is on none of the issues to recompute is left alone.
changed_recordings as (
    select distinct
        seen.source,
        seen.chart,
        recordings.recording_id
    from core.seen_songs as seen
    inner join core.charts_in_scope as in_scope
        on
            seen.source = in_scope.source
            and seen.chart = in_scope.chart
            and seen.last_date >= in_scope.changed_from
    inner join core.recordings as recordings
        on seen.source = recordings.source and seen.song_id = recordings.song_id
),

songs as (
    select
        seen.source,
        seen.chart,
        seen.song_id,
        members.recording_id,
        cast(row_number() over (
            order by seen.source asc nulls last, seen.chart asc nulls last, seen.song_id asc nulls last
        ) as integer) as song_number,
        cast(dense_rank() over (
            order by seen.source asc nulls last, seen.chart asc nulls last, members.recording_id asc nulls last
        ) as integer) as recording_number
    from core.seen_songs as seen
    inner join core.recordings as members
        on seen.source = members.source and seen.song_id = members.song_id
    inner join changed_recordings as changed
        on
            seen.source = changed.source
            and seen.chart = changed.chart
            and members.recording_id = changed.recording_id
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
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join songs
        on entries.source = songs.source and entries.chart = songs.chart and entries.song_id = songs.song_id
),

-- Rows that landed twice are identical, so either one will do. Removing duplicates everywhere would take a third longer.
entries as (
    select *
    from landed
    where not is_repeated
    union all
    select *
    from landed
    where is_repeated
    qualify row_number() over (partition by this_issue, position, song_number order by metric asc nulls last) = 1
),

-- A window moves all columns of its rows, so what is only passed on is joined at the end.
details as (
    select
        this_issue,
        song_number,
        position,
        added_at,
        metric,
        metric_name,
        source_previous_position,
        source_peak_position,
        source_issues_on_chart
    from entries
    where
        added_at is not null
        or metric is not null
        or metric_name is not null
        or source_previous_position is not null
        or source_peak_position is not null
        or source_issues_on_chart is not null
),

numbered as (
    select
        this_issue,
        recording_number,
        song_number,
        position,
        lag(this_issue) over (partition by recording_number order by this_issue asc nulls last) as last_issue,
        lag(position) over (partition by recording_number order by this_issue asc nulls last) as last_position,
        min(position) over (
            partition by recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as peak_position,
        cast(row_number() over (partition by recording_number order by this_issue asc nulls last) as integer) as issues_on_chart
    from entries
),

-- Recordings with several entries on an issue, also at one position. There are few of them, and only they are counted again:
-- of the entries of a recording on one issue, the first in the order of position and song is the best.
crowded_recordings as (
    select distinct recording_number
    from numbered
    where last_issue = this_issue
),

crowded_entries as (
    select
        numbered.this_issue,
        numbered.recording_number,
        numbered.song_number,
        numbered.position,
        row_number() over (
            partition by numbered.recording_number, numbered.this_issue
            order by numbered.position asc nulls last, numbered.song_number asc nulls last
        ) = 1 as is_best
    from numbered
    inner join crowded_recordings as crowded
        on numbered.recording_number = crowded.recording_number
),

counted as (
    select numbered.*
    from numbered
    left join crowded_recordings as crowded
        on numbered.recording_number = crowded.recording_number
    where crowded.recording_number is null
    union all
    select
        this_issue,
        recording_number,
        song_number,
        position,
        lag(this_issue) over (partition by recording_number order by this_issue asc nulls last) as last_issue,
        lag(position) over (partition by recording_number order by this_issue asc nulls last) as last_position,
        min(position) over (
            partition by recording_number
            order by this_issue asc nulls last
            rows between unbounded preceding and current row
        ) as peak_position,
        cast(row_number() over (partition by recording_number order by this_issue asc nulls last) as integer) as issues_on_chart
    from crowded_entries
    where is_best
),

-- Within a stretch of consecutive issues the issue number and the count of issues both grow by one, so their difference
-- identifies the stretch.
stretches as (
    select
        recording_number,
        this_issue - issues_on_chart as stretch,
        min(this_issue) as first_issue,
        max(this_issue) as last_issue,
        min(issues_on_chart) as first_count,
        min(case when issues_on_chart = 1 then position end) as debut_position
    from counted
    group by 1, 2
),

numbered_stretches as (
    select
        recording_number,
        stretch,
        first_issue,
        last_issue,
        first_count,
        min(first_issue) over (partition by recording_number) as debut_issue,
        min(debut_position) over (partition by recording_number) as debut_position,
        lag(last_issue) over (
            partition by recording_number order by first_issue asc nulls last
        ) as issue_before,
        cast(row_number() over (
            partition by recording_number order by first_issue asc nulls last
        ) as integer) as stretch_number
    from stretches
),

-- Issues with holes between two stretches. If all issues between them have holes, the second one continues the stay.
absences_with_holes as (
    select
        stretches.recording_number,
        stretches.stretch,
        first_issue.holes_so_far - first_issue.has_hole - issue_before.holes_so_far as holes,
        case
            when first_issue.holes_so_far - first_issue.has_hole - issue_before.holes_so_far = stretches.first_issue - 1 - stretches.issue_before
                then 0
            else 1
        end as begins_stay
    from numbered_stretches as stretches
    inner join holed_issues as first_issue
        on stretches.first_issue = first_issue.this_issue
    inner join holed_issues as issue_before
        on stretches.issue_before = issue_before.this_issue
    where first_issue.holes_so_far - first_issue.has_hole > issue_before.holes_so_far
),

-- The stays of recordings with such an absence: a stretch belongs to the stay that began last.
stays_over_holes as (
    select
        stretches.recording_number,
        stretches.stretch,
        1 - coalesce(absences.begins_stay, 1) as is_continued,
        max(case when coalesce(absences.begins_stay, 1) = 1 then stretches.first_issue end) over (
            partition by stretches.recording_number
            order by stretches.first_issue asc nulls last
            rows between unbounded preceding and current row
        ) as run_issue,
        max(case when coalesce(absences.begins_stay, 1) = 1 then stretches.first_count end) over (
            partition by stretches.recording_number
            order by stretches.first_issue asc nulls last
            rows between unbounded preceding and current row
        ) as run_count,
        cast(sum(coalesce(absences.begins_stay, 1)) over (
            partition by stretches.recording_number
            order by stretches.first_issue asc nulls last
            rows between unbounded preceding and current row
        ) as integer) as run_number,
        cast(sum(coalesce(absences.holes, 0)) over (
            partition by stretches.recording_number
            order by stretches.first_issue asc nulls last
            rows between unbounded preceding and current row
        ) as integer) as missed_holes
    from numbered_stretches as stretches
    inner join (select distinct recording_number from absences_with_holes) as recordings
        on stretches.recording_number = recordings.recording_number
    left join absences_with_holes as absences
        on stretches.recording_number = absences.recording_number and stretches.stretch = absences.stretch
),

stays as (
    select
        stretches.recording_number,
        stretches.stretch,
        stretches.debut_issue,
        stretches.debut_position,
        case when over_holes.is_continued = 1 then stretches.first_issue end as continued_issue,
        coalesce(over_holes.run_issue, stretches.first_issue) as run_issue,
        coalesce(over_holes.run_count, stretches.first_count) as run_count,
        coalesce(over_holes.run_number, stretches.stretch_number) as run_number,
        coalesce(over_holes.missed_holes, 0) as missed_holes
    from numbered_stretches as stretches
    left join stays_over_holes as over_holes
        on stretches.recording_number = over_holes.recording_number and stretches.stretch = over_holes.stretch
),

-- A peak lasts until a better one. The first issue with a given peak is the issue on which it was reached.
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
        stays.debut_issue,
        stays.debut_position,
        stays.run_issue,
        stays.run_number,
        peaks.issues_on_chart - stays.run_count + 1 as streak,
        stays.missed_holes,
        coalesce(peaks.this_issue = stays.continued_issue, false) as is_over_hole,
        case when peaks.last_issue = peaks.this_issue - 1 or peaks.this_issue = stays.continued_issue
            then peaks.last_position
        end as previous_position
    from peaks
    inner join stays
        on
            peaks.recording_number = stays.recording_number
            and peaks.this_issue - peaks.issues_on_chart = stays.stretch
),

-- Every row gets the history of its recording, which belongs to the better row.
other_entries as (
    select
        history.*,
        false as is_best,
        crowded.position as own_position,
        crowded.song_number as own_song_number
    from crowded_entries as crowded
    inner join history
        on crowded.this_issue = history.this_issue and crowded.recording_number = history.recording_number
    where not crowded.is_best
),

all_entries as (
    select
        *,
        true as is_best,
        position as own_position,
        song_number as own_song_number
    from history
    union all
    select *
    from other_entries
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
    case when history.is_over_hole then issues.expected_issues - last_seen.expected_issues - 1 else issues.missing_before end as missing_before,
    history.own_position as position,
    songs.song_id,
    songs.recording_id,
    history.is_best,
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
    history.streak,
    cast(history.run_number as bigint) as run_number,
    case when history.this_issue = history.run_issue then history.this_issue - history.last_issue - 1 end as absence_issues,
    case when history.this_issue = history.run_issue then datediff('day', last_seen.chart_date, issues.chart_date) end as absence_days,
    case when history.is_best then issues.chart_size + 1 - history.position end as points,
    case when history.is_best
        then cast(issues.chart_size + 1 - history.position as double) / nullif(issues.chart_size, 0)
    end as points_share,
    history.this_issue - history.debut_issue + 1 - history.missed_holes as observed_since_debut,
    issues.expected_issues - debut.expected_before as expected_since_debut,
    cast(history.this_issue - history.debut_issue + 1 - history.missed_holes as double)
    / nullif(issues.expected_issues - debut.expected_before, 0) as coverage,
    details.added_at,
    details.metric,
    details.metric_name,
    details.source_previous_position,
    details.source_peak_position,
    details.source_issues_on_chart
from all_entries as history
inner join issues
    on history.this_issue = issues.this_issue
left join dated_issues as debut
    on history.debut_issue = debut.this_issue
left join issues as peak
    on history.peak_issue = peak.this_issue
left join issues as last_seen
    on history.last_issue = last_seen.this_issue
inner join songs
    on history.own_song_number = songs.song_number
left join details
    on
        history.this_issue = details.this_issue
        and history.own_song_number = details.song_number
        and history.own_position = details.position
-- A row depends only on its issue and earlier ones, so rows before the first change stay as they are.
where issues.chart_date >= issues.changed_from

-- grain: one row per record of a chart, holder and value, for everyone who ever set or tied the record
-- materialized: chart
-- column: turn, order of the record in lists of records [place]
-- column: record, name of the record
-- column: unit, what the value counts: issues, positions or songs
-- column: across_gaps, true if the holder has the record only when issues are compared across unobserved ones, false if only when they are not, null if both agree
-- column: credits_as, how credits were read for a record in songs: text, split, or both if the chart has no credits as text; null for a record of a song
-- column: holder_id, id of the recording, or of the artist for records in songs
-- column: value, what the holder reached
-- column: reached_on, issue on which the value was complete
-- column: is_censored, 1 if the value may be larger, because it includes the first observed issue or is next to an unobserved one, or to one with a hole that may hold the song
-- A count is complete with the last issue that added to it. A song counts for each of its credited artists.
with charts as (
    select
        source,
        chart,
        row_number() over (order by source asc nulls last, chart asc nulls last) as chart_number
    from core.charts_in_scope
),

issues as (
    select
        charts.chart_number,
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.issue_number,
        issues.expected_issues,
        issues.missing_before,
        lead(issues.missing_before, 1, 0) over (
            partition by issues.source, issues.chart
            order by issues.chart_date asc nulls last
        ) as missing_after
    from core.published_issues as issues
    inner join charts
        on issues.source = charts.source and issues.chart = charts.chart
),

recordings as (
    select
        totals.source,
        totals.chart,
        totals.recording_id,
        row_number() over (
            order by
                totals.source asc nulls last,
                totals.chart asc nulls last,
                totals.recording_id asc nulls last
        ) as recording_number,
        charts.chart_number,
        totals.issues,
        totals.first_issue_number,
        totals.last_issue_number,
        totals.last_date,
        totals.expected_issues,
        totals.misses_hole
    from core.chart_recordings as totals
    inner join charts
        on totals.source = charts.source and totals.chart = charts.chart
),

-- A stay ends before the absence that precedes the next stay. The last stay ends with the last issue of the recording. Its
-- length is how far the count of issues grows in it, because issues with holes that lack the recording do not count.
-- There are many stays, so they have numbers only.
stay_spans as (
    select
        recordings.recording_number,
        recordings.chart_number,
        entries.issue_number,
        entries.absence_issues,
        coalesce(
            lead(entries.issue_number - entries.absence_issues - 1) over (
                partition by recordings.recording_number order by entries.issue_number asc nulls last
            ),
            recordings.last_issue_number
        ) as last_issue_number,
        coalesce(
            lead(entries.issues_on_chart) over (
                partition by recordings.recording_number order by entries.issue_number asc nulls last
            ),
            recordings.issues + 1
        ) - entries.issues_on_chart as issues
    from core.notable_entries as entries
    inner join recordings
        on
            entries.source = recordings.source
            and entries.chart = recordings.chart
            and entries.recording_id = recordings.recording_id
    where entries.streak = 1
),

-- Only the stays and absences that were the longest so far can have been a record, so the rest is dropped early.
longest_stays as (
    select
        chart_number,
        last_issue_number,
        max(max(issues)) over (
            partition by chart_number
            order by last_issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as longest
    from stay_spans
    group by 1, 2
),

long_stays as (
    select
        stay_spans.recording_number,
        stay_spans.issues,
        last_issue.chart_date as last_date,
        first_issue.chart_date as first_date,
        case
            when stay_spans.issue_number = 1 or first_issue.missing_before > 0 or last_issue.missing_after > 0 then 1
            when last_issue.expected_issues - first_issue.expected_issues > stay_spans.issues - 1 then 1
            else 0
        end as is_censored
    from stay_spans
    inner join longest_stays
        on
            stay_spans.chart_number = longest_stays.chart_number
            and stay_spans.last_issue_number = longest_stays.last_issue_number
            and stay_spans.issues = longest_stays.longest
    inner join issues as first_issue
        on stay_spans.chart_number = first_issue.chart_number and stay_spans.issue_number = first_issue.issue_number
    inner join issues as last_issue
        on stay_spans.chart_number = last_issue.chart_number and stay_spans.last_issue_number = last_issue.issue_number
),

stays as (
    select
        recordings.source,
        recordings.chart,
        recordings.recording_id,
        long_stays.issues,
        long_stays.last_date,
        case when near_holes.recording_id is null then long_stays.is_censored else 1 end as is_censored
    from long_stays
    inner join recordings
        on long_stays.recording_number = recordings.recording_number
    left join (
        select distinct
            source,
            chart,
            chart_date,
            recording_id
        from core.near_holes
    ) as near_holes
        on
            recordings.source = near_holes.source
            and recordings.chart = near_holes.chart
            and recordings.recording_id = near_holes.recording_id
            and (long_stays.first_date = near_holes.chart_date or long_stays.last_date = near_holes.chart_date)
),

longest_absences as (
    select
        chart_number,
        issue_number,
        max(max(absence_issues)) over (
            partition by chart_number
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as longest
    from stay_spans
    where absence_issues > 0
    group by 1, 2
),

long_absences as (
    select
        stay_spans.recording_number,
        stay_spans.absence_issues,
        return_issue.chart_date,
        case when return_issue.expected_issues - left_issue.expected_issues - 1 > stay_spans.absence_issues then 1 else 0 end as is_censored
    from stay_spans
    inner join longest_absences
        on
            stay_spans.chart_number = longest_absences.chart_number
            and stay_spans.issue_number = longest_absences.issue_number
            and stay_spans.absence_issues = longest_absences.longest
    inner join issues as return_issue
        on stay_spans.chart_number = return_issue.chart_number and stay_spans.issue_number = return_issue.issue_number
    inner join issues as left_issue
        on
            stay_spans.chart_number = left_issue.chart_number
            and stay_spans.issue_number - stay_spans.absence_issues - 1 = left_issue.issue_number
),

absences as (
    select
        recordings.source,
        recordings.chart,
        recordings.recording_id,
        long_absences.absence_issues,
        long_absences.chart_date,
        long_absences.is_censored
    from long_absences
    inner join recordings
        on long_absences.recording_number = recordings.recording_number
),

leaders as (
    select
        entries.source,
        entries.chart,
        entries.chart_date,
        entries.recording_id,
        entries.song_id,
        case
            when entries.issue_number = 1 or issues.missing_before > 0 or issues.missing_after > 0 or near_holes.song_id is not null then 1
            else 0
        end as is_censored,
        dense_rank() over (
            partition by entries.source, entries.chart order by entries.issue_number asc nulls last
        ) - row_number() over (
            partition by
                entries.source,
                entries.chart,
                entries.recording_id order by entries.issue_number asc nulls last
        ) as reign
    from core.notable_entries as entries
    inner join issues
        on entries.source = issues.source and entries.chart = issues.chart and entries.chart_date = issues.chart_date
    left join core.near_holes as near_holes
        on
            entries.source = near_holes.source
            and entries.chart = near_holes.chart
            and entries.chart_date = near_holes.chart_date
            and entries.song_id = near_holes.song_id
    where entries.position = 1
),

reigns as (
    select
        source,
        chart,
        recording_id,
        reign,
        count(*) as issues,
        max(chart_date) as last_date,
        max(is_censored) as is_censored
    from leaders
    group by 1, 2, 3, 4
),

-- There are nearly as many moves as entries, and few of them are records. So first find the largest move of each issue,
-- then the songs that made it.
moves_of_issues as (
    select changes.*
    from core.issue_changes as changes
    inner join core.charts_in_scope as in_scope
        on changes.source = in_scope.source and changes.chart = in_scope.chart
),

largest_moves as (
    select 5 as turn, 'biggest_jump' as record, false as across_gaps, source, chart, chart_date, largest_near_rise as value, largest_near_rise as movement
    from moves_of_issues
    where largest_near_rise > 0
    union all
    select 5, 'biggest_jump', true, source, chart, chart_date, largest_rise, largest_rise
    from moves_of_issues
    where largest_rise > 0
    union all
    select 6, 'biggest_fall', false, source, chart, chart_date, largest_near_fall, 0 - largest_near_fall
    from moves_of_issues
    where largest_near_fall > 0
    union all
    select 6, 'biggest_fall', true, source, chart, chart_date, largest_fall, 0 - largest_fall
    from moves_of_issues
    where largest_fall > 0
),

record_moves as (
    select *
    from largest_moves
    qualify
        value = max(value) over (
            partition by turn, across_gaps, source, chart
            order by chart_date asc nulls last
            rows between unbounded preceding and current row
        )
),

moves as (
    select
        record_moves.turn,
        record_moves.record,
        record_moves.across_gaps,
        history.source,
        history.chart,
        history.recording_id,
        record_moves.value,
        history.chart_date
    from core.chart_history as history
    inner join record_moves
        on
            history.source = record_moves.source
            and history.chart = record_moves.chart
            and history.chart_date = record_moves.chart_date
            and history.movement = record_moves.movement
    where
        history.is_best
        and (record_moves.across_gaps or history.missing_before = 0)
),

number_ones as (
    select
        leaders.source,
        leaders.chart,
        credits.credits_as,
        credits.artist_id,
        leaders.recording_id,
        min(leaders.chart_date) as first_date,
        max(leaders.is_censored) as is_censored
    from leaders
    inner join core.chart_credits as credits
        on
            leaders.source = credits.source
            and leaders.chart = credits.chart
            and leaders.song_id = credits.song_id
    group by 1, 2, 3, 4, 5
),

at_once as (
    select at_once.*
    from core.artists_at_once as at_once
    inner join core.charts_in_scope as in_scope
        on at_once.source = in_scope.source and at_once.chart = in_scope.chart
),

most_at_once as (
    select
        source,
        chart,
        credits_as,
        chart_date,
        max(max(songs)) over (
            partition by source, chart, credits_as
            order by chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as most
    from at_once
    group by 1, 2, 3, 4
),

-- Every other artist has one song, from its first issue on.
entries_at_once as (
    select at_once.source, at_once.chart, at_once.credits_as, at_once.artist_id, at_once.chart_date, at_once.songs
    from at_once
    inner join most_at_once
        on
            at_once.source = most_at_once.source
            and at_once.chart = most_at_once.chart
            and at_once.credits_as = most_at_once.credits_as
            and at_once.chart_date = most_at_once.chart_date
            and at_once.songs = most_at_once.most
    union all
    select
        credits.source,
        credits.chart,
        credits.credits_as,
        credits.artist_id,
        min(credits.first_date),
        1
    from core.chart_credits as credits
    inner join core.charts_in_scope as in_scope
        on credits.source = in_scope.source and credits.chart = in_scope.chart
    group by 1, 2, 3, 4
),

candidates as (
    select
        1 as turn, 'most_issues_on_chart' as record, 'issues' as unit, cast(null as boolean) as across_gaps, cast(null as varchar) as credits_as,
        recordings.source, recordings.chart, recordings.recording_id as holder_id, recordings.issues as value, recordings.last_date as reached_on,
        case
            when recordings.first_issue_number = 1 or debut.missing_before > 0 then 1
            when recordings.expected_issues > recordings.last_issue_number - recordings.first_issue_number then 1
            when recordings.misses_hole then 1
            else 0
        end as is_censored
    from recordings
    inner join issues as debut
        on
            recordings.source = debut.source
            and recordings.chart = debut.chart
            and recordings.first_issue_number = debut.issue_number
    union all
    select
        2, 'longest_stay', 'issues', cast(null as boolean), cast(null as varchar), source, chart, recording_id, issues, last_date, is_censored
    from stays
    union all
    select
        3, 'most_issues_at_one', 'issues', cast(null as boolean), cast(null as varchar), source, chart, recording_id,
        sum(issues), max(last_date), max(is_censored)
    from reigns
    group by 1, 2, 3, 4, 5, 6, 7, 8
    union all
    select
        4, 'longest_reign', 'issues', cast(null as boolean), cast(null as varchar), source, chart, recording_id, issues,
        last_date, is_censored
    from reigns
    union all
    select turn, record, 'positions', across_gaps, cast(null as varchar), source, chart, recording_id, value, chart_date, 0
    from moves
    union all
    select
        7, 'longest_absence', 'issues', cast(null as boolean), cast(null as varchar), source, chart, recording_id,
        absence_issues, chart_date, is_censored
    from absences
    union all
    select
        8, 'most_number_ones', 'songs', cast(null as boolean), credits_as, source, chart, artist_id, count(*),
        max(first_date), max(is_censored)
    from number_ones
    group by 1, 2, 3, 4, 5, 6, 7, 8
    union all
    select
        9, 'most_entries_at_once', 'songs', cast(null as boolean), credits_as, source, chart, artist_id, songs,
        chart_date, 0
    from entries_at_once
),

bests_of_issues as (
    select
        turn,
        across_gaps,
        credits_as,
        source,
        chart,
        reached_on,
        max(value) as value
    from candidates
    group by 1, 2, 3, 4, 5, 6
),

progress as (
    select
        *,
        max(value) over (
            partition by turn, across_gaps, credits_as, source, chart
            order by reached_on asc nulls last
            rows between unbounded preceding and current row
        ) as best_so_far
    from bests_of_issues
)

select
    candidates.source,
    candidates.chart,
    candidates.turn,
    candidates.record,
    candidates.unit,
    candidates.across_gaps,
    candidates.credits_as,
    candidates.holder_id,
    cast(candidates.value as bigint) as value,
    candidates.reached_on,
    candidates.is_censored
from candidates
inner join progress
    on
        candidates.turn = progress.turn
        and candidates.across_gaps is not distinct from progress.across_gaps
        and candidates.credits_as is not distinct from progress.credits_as
        and candidates.source = progress.source
        and candidates.chart = progress.chart
        and candidates.reached_on = progress.reached_on
        and candidates.value = progress.best_so_far
qualify row_number() over (
    partition by
        candidates.turn,
        candidates.across_gaps,
        candidates.credits_as,
        candidates.source,
        candidates.chart,
        candidates.holder_id,
        candidates.value
    order by candidates.reached_on asc nulls last, candidates.is_censored desc nulls last
) = 1

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
with issues as (
    select
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
    inner join core.charts_in_scope as in_scope
        on issues.source = in_scope.source and issues.chart = in_scope.chart
),

recordings as (
    select
        chart_songs.source,
        chart_songs.chart,
        chart_songs.recording_id,
        row_number() over (
            order by
                chart_songs.source asc nulls last,
                chart_songs.chart asc nulls last,
                chart_songs.recording_id asc nulls last
        ) as recording_number,
        sum(chart_songs.issues) as issues,
        min(chart_songs.first_issue_number) as first_issue_number,
        max(chart_songs.last_issue_number) as last_issue_number,
        max(chart_songs.last_date) as last_date,
        max(chart_songs.last_expected) - min(chart_songs.first_expected) as expected_since,
        max(case when chart_songs.misses_hole then 1 else 0 end) as misses_hole
    from core.chart_songs as chart_songs
    inner join core.charts_in_scope as in_scope
        on chart_songs.source = in_scope.source and chart_songs.chart = in_scope.chart
    group by 1, 2, 3
),

-- A stay ends before the absence that precedes the next stay. The last stay ends with the last issue of the recording. Its
-- length is how far the count of issues grows in it, because issues with holes that lack the recording do not count.
stay_spans as (
    select
        history.source,
        history.chart,
        history.recording_id,
        history.issue_number,
        history.chart_date,
        history.absence_issues,
        coalesce(
            lead(history.issue_number - history.absence_issues - 1) over (
                partition by recordings.recording_number order by history.issue_number asc nulls last
            ),
            recordings.last_issue_number
        ) as last_issue_number,
        coalesce(
            lead(history.issues_on_chart) over (
                partition by recordings.recording_number order by history.issue_number asc nulls last
            ),
            recordings.issues + 1
        ) - history.issues_on_chart as issues
    from core.chart_history as history
    inner join recordings
        on
            history.source = recordings.source
            and history.chart = recordings.chart
            and history.recording_id = recordings.recording_id
    where history.is_best and history.streak = 1
),

-- There are many stays and absences. Only those that were the longest so far can have been a record, so the rest is
-- dropped early.
longest_stays as (
    select
        source,
        chart,
        last_issue_number,
        max(max(issues)) over (
            partition by source, chart
            order by last_issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as longest
    from stay_spans
    group by 1, 2, 3
),

long_stays as (
    select stay_spans.*
    from stay_spans
    inner join longest_stays
        on
            stay_spans.source = longest_stays.source
            and stay_spans.chart = longest_stays.chart
            and stay_spans.last_issue_number = longest_stays.last_issue_number
            and stay_spans.issues = longest_stays.longest
),

stays as (
    select
        long_stays.source,
        long_stays.chart,
        long_stays.recording_id,
        long_stays.issues,
        last_issue.chart_date as last_date,
        case
            when long_stays.issue_number = 1 or first_issue.missing_before > 0 or last_issue.missing_after > 0 then 1
            when last_issue.expected_issues - first_issue.expected_issues > long_stays.issues - 1 or near_holes.recording_id is not null then 1
            else 0
        end as is_censored
    from long_stays
    inner join issues as first_issue
        on
            long_stays.source = first_issue.source
            and long_stays.chart = first_issue.chart
            and long_stays.issue_number = first_issue.issue_number
    inner join issues as last_issue
        on
            long_stays.source = last_issue.source
            and long_stays.chart = last_issue.chart
            and long_stays.last_issue_number = last_issue.issue_number
    left join (
        select distinct
            source,
            chart,
            chart_date,
            recording_id
        from core.near_holes
    ) as near_holes
        on
            long_stays.source = near_holes.source
            and long_stays.chart = near_holes.chart
            and long_stays.recording_id = near_holes.recording_id
            and (first_issue.chart_date = near_holes.chart_date or last_issue.chart_date = near_holes.chart_date)
),

longest_absences as (
    select
        source,
        chart,
        issue_number,
        max(max(absence_issues)) over (
            partition by source, chart
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as longest
    from stay_spans
    where absence_issues > 0
    group by 1, 2, 3
),

long_absences as (
    select
        stay_spans.*,
        stay_spans.issue_number - stay_spans.absence_issues - 1 as left_issue_number
    from stay_spans
    inner join longest_absences
        on
            stay_spans.source = longest_absences.source
            and stay_spans.chart = longest_absences.chart
            and stay_spans.issue_number = longest_absences.issue_number
            and stay_spans.absence_issues = longest_absences.longest
),

absences as (
    select
        long_absences.source,
        long_absences.chart,
        long_absences.recording_id,
        long_absences.absence_issues,
        long_absences.chart_date,
        case when return_issue.expected_issues - left_issue.expected_issues - 1 > long_absences.absence_issues then 1 else 0 end as is_censored
    from long_absences
    inner join issues as return_issue
        on
            long_absences.source = return_issue.source
            and long_absences.chart = return_issue.chart
            and long_absences.issue_number = return_issue.issue_number
    inner join issues as left_issue
        on
            long_absences.source = left_issue.source
            and long_absences.chart = left_issue.chart
            and long_absences.left_issue_number = left_issue.issue_number
),

leaders as (
    select
        history.source,
        history.chart,
        history.chart_date,
        history.recording_id,
        history.song_id,
        case
            when history.issue_number = 1 or issues.missing_before > 0 or issues.missing_after > 0 or near_holes.song_id is not null then 1
            else 0
        end as is_censored,
        dense_rank() over (
            partition by history.source, history.chart order by history.issue_number asc nulls last
        ) - row_number() over (
            partition by
                history.source,
                history.chart,
                history.recording_id order by history.issue_number asc nulls last
        ) as reign
    from core.chart_history as history
    inner join issues
        on history.source = issues.source and history.chart = issues.chart and history.chart_date = issues.chart_date
    left join core.near_holes as near_holes
        on
            history.source = near_holes.source
            and history.chart = near_holes.chart
            and history.chart_date = near_holes.chart_date
            and history.song_id = near_holes.song_id
    where history.position = 1 and history.is_best
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
    select
        history.source,
        history.chart,
        history.chart_date,
        max(history.movement) as jump,
        0 - min(history.movement) as fall,
        max(case when history.missing_before = 0 then history.movement else 0 end) as near_jump,
        0 - min(case when history.missing_before = 0 then history.movement else 0 end) as near_fall
    from core.chart_history as history
    inner join core.charts_in_scope as in_scope
        on history.source = in_scope.source and history.chart = in_scope.chart
    where history.is_best and history.movement <> 0
    group by 1, 2, 3
),

largest_moves as (
    select 5 as turn, 'biggest_jump' as record, false as across_gaps, source, chart, chart_date, near_jump as value, near_jump as movement
    from moves_of_issues
    where near_jump > 0
    union all
    select 5, 'biggest_jump', true, source, chart, chart_date, jump, jump
    from moves_of_issues
    where jump > 0
    union all
    select 6, 'biggest_fall', false, source, chart, chart_date, near_fall, 0 - near_fall
    from moves_of_issues
    where near_fall > 0
    union all
    select 6, 'biggest_fall', true, source, chart, chart_date, fall, 0 - fall
    from moves_of_issues
    where fall > 0
),

record_moves as (
    select
        *,
        max(value) over (
            partition by turn, across_gaps, source, chart
            order by chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as best_so_far
    from largest_moves
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
        and record_moves.value = record_moves.best_so_far
        and (record_moves.across_gaps or history.missing_before = 0)
),

-- Charts with credits as text. On all others both ways of reading credits are the same and counted once.
text_charts as (
    select distinct
        chart_songs.source,
        chart_songs.chart
    from core.chart_songs as chart_songs
    inner join core.charts_in_scope as in_scope
        on chart_songs.source = in_scope.source and chart_songs.chart = in_scope.chart
    inner join core.text_credits as texts
        on chart_songs.source = texts.source and chart_songs.song_id = texts.song_id
),

credits as (
    select distinct
        chart_songs.source,
        chart_songs.chart,
        chart_songs.song_id,
        case when text_charts.chart is null then 'both' else credits.credits_as end as credits_as,
        credits.artist_id
    from core.chart_songs as chart_songs
    inner join core.charts_in_scope as in_scope
        on chart_songs.source = in_scope.source and chart_songs.chart = in_scope.chart
    inner join core.credit_lists as credits
        on chart_songs.source = credits.source and chart_songs.song_id = credits.song_id
    left join text_charts
        on chart_songs.source = text_charts.source and chart_songs.chart = text_charts.chart
    where text_charts.chart is not null or credits.credits_as = 'split'
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
    inner join credits
        on
            leaders.source = credits.source
            and leaders.chart = credits.chart
            and leaders.song_id = credits.song_id
    group by 1, 2, 3, 4, 5
),

-- An artist has several songs at once only if one arrives before another has left. Counting all other songs issue by
-- issue would be slow and needless: their artists have one song, from its first issue on.
credited_songs as (
    select
        chart_songs.source,
        chart_songs.chart,
        credits.credits_as,
        credits.artist_id,
        dense_rank() over (
            order by
                chart_songs.source asc nulls last,
                chart_songs.chart asc nulls last,
                credits.credits_as asc nulls last,
                credits.artist_id asc nulls last
        ) as artist_number,
        chart_songs.song_id,
        chart_songs.first_date,
        chart_songs.last_date,
        max(chart_songs.last_date) over (
            partition by chart_songs.source, chart_songs.chart, credits.credits_as, credits.artist_id
            order by chart_songs.first_date asc nulls last, chart_songs.song_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as last_date_before,
        lead(chart_songs.first_date) over (
            partition by chart_songs.source, chart_songs.chart, credits.credits_as, credits.artist_id
            order by chart_songs.first_date asc nulls last, chart_songs.song_id asc nulls last
        ) as first_date_after
    from core.chart_songs as chart_songs
    inner join core.charts_in_scope as in_scope
        on chart_songs.source = in_scope.source and chart_songs.chart = in_scope.chart
    inner join credits
        on
            chart_songs.source = credits.source
            and chart_songs.chart = credits.chart
            and chart_songs.song_id = credits.song_id
),

counted_at_once as (
    select
        credited_songs.artist_number,
        history.issue_number,
        count(*) as songs
    from core.chart_history as history
    inner join core.charts_in_scope as in_scope
        on history.source = in_scope.source and history.chart = in_scope.chart
    inner join credited_songs
        on
            history.source = credited_songs.source
            and history.chart = credited_songs.chart
            and history.song_id = credited_songs.song_id
    where
        history.is_best
        and (credited_songs.first_date <= credited_songs.last_date_before or credited_songs.first_date_after <= credited_songs.last_date)
    group by 1, 2
),

artists as (
    select
        source,
        chart,
        credits_as,
        artist_id,
        artist_number,
        min(first_date) as first_date
    from credited_songs
    group by 1, 2, 3, 4, 5
),

named_at_once as (
    select
        artists.source,
        artists.chart,
        artists.credits_as,
        artists.artist_id,
        counted_at_once.issue_number,
        counted_at_once.songs
    from counted_at_once
    inner join artists
        on counted_at_once.artist_number = artists.artist_number
),

most_at_once as (
    select
        source,
        chart,
        credits_as,
        issue_number,
        max(max(songs)) over (
            partition by source, chart, credits_as
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as most
    from named_at_once
    group by 1, 2, 3, 4
),

many_at_once as (
    select named_at_once.*
    from named_at_once
    inner join most_at_once
        on
            named_at_once.source = most_at_once.source
            and named_at_once.chart = most_at_once.chart
            and named_at_once.credits_as = most_at_once.credits_as
            and named_at_once.issue_number = most_at_once.issue_number
            and named_at_once.songs = most_at_once.most
),

entries_at_once as (
    select
        many_at_once.source,
        many_at_once.chart,
        many_at_once.credits_as,
        many_at_once.artist_id,
        issues.chart_date,
        many_at_once.songs
    from many_at_once
    inner join issues
        on
            many_at_once.source = issues.source
            and many_at_once.chart = issues.chart
            and many_at_once.issue_number = issues.issue_number
    union all
    select
        source,
        chart,
        credits_as,
        artist_id,
        first_date as chart_date,
        1 as songs
    from artists
),

candidates as (
    select
        1 as turn, 'most_issues_on_chart' as record, 'issues' as unit, cast(null as boolean) as across_gaps, cast(null as varchar) as credits_as,
        recordings.source, recordings.chart, recordings.recording_id as holder_id, recordings.issues as value, recordings.last_date as reached_on,
        case
            when recordings.first_issue_number = 1 or debut.missing_before > 0 then 1
            when recordings.expected_since > recordings.last_issue_number - recordings.first_issue_number then 1
            when recordings.misses_hole = 1 then 1
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

-- grain: one row per record of a chart, value and holder: whoever ever held it, with what was more than anybody had before, or as much
-- kept: chart
-- column: turn, place of the record among the records [place]
-- column: record, name of the record
-- column: unit, issues, positions or songs
-- column: across_gaps, true where it is held only if neighbours are compared across unobserved issues, false where only if they are not, null where that does not matter
-- column: holder_id, id of the recording or, of a record in songs, of the artist
-- column: value, what the holder reached
-- column: reached_on, issue on which that was complete
-- column: is_censored, 1 where the value may be larger, because it meets the first observed issue or an unobserved one
-- A count is complete with the last issue that added to it. Every credited artist has the song.
with issues as (
    select
        i.source,
        i.chart,
        i.chart_date,
        i.issue_number,
        i.expected_issues,
        i.missing_before,
        lead(i.missing_before, 1, 0) over (partition by i.source, i.chart order by i.chart_date asc nulls last) as missing_after
    from core.published_issues as i
    inner join core.charts_in_scope as c
        on i.source = c.source and i.chart = c.chart
),

recordings as (
    select
        s.source,
        s.chart,
        s.recording_id,
        row_number() over (
            order by s.source asc nulls last, s.chart asc nulls last, s.recording_id asc nulls last
        ) as recording_number,
        sum(s.issues) as issues,
        min(s.first_issue_number) as first_issue_number,
        max(s.last_issue_number) as last_issue_number,
        max(s.last_date) as last_date,
        max(s.last_expected) - min(s.first_expected) as expected_since
    from core.chart_songs as s
    inner join core.charts_in_scope as c
        on s.source = c.source and s.chart = c.chart
    group by 1, 2, 3
),

-- A stay ends where the absence before the next one begins, the last one with the last issue of the recording.
stay_spans as (
    select
        h.source,
        h.chart,
        h.recording_id,
        h.issue_number,
        h.chart_date,
        h.absence_issues,
        coalesce(
            lead(h.issue_number - h.absence_issues - 1) over (
                partition by r.recording_number order by h.issue_number asc nulls last
            ),
            r.last_issue_number
        ) as last_issue_number
    from core.chart_history as h
    inner join recordings as r
        on h.source = r.source and h.chart = r.chart and h.recording_id = r.recording_id
    where h.is_best and h.streak = 1
),

-- Of what there is much of, only what is the most so far goes on: nothing else was ever a record.
longest_stays as (
    select
        source,
        chart,
        last_issue_number,
        max(max(last_issue_number - issue_number)) over (
            partition by source, chart
            order by last_issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as longest
    from stay_spans
    group by 1, 2, 3
),

long_stays as (
    select
        s.*,
        s.last_issue_number - s.issue_number + 1 as issues
    from stay_spans as s
    inner join longest_stays as m
        on
            s.source = m.source
            and s.chart = m.chart
            and s.last_issue_number = m.last_issue_number
            and s.last_issue_number - s.issue_number = m.longest
),

stays as (
    select
        s.source,
        s.chart,
        s.recording_id,
        s.issues,
        e.chart_date as last_date,
        case
            when s.issue_number = 1 or b.missing_before > 0 or e.missing_after > 0 then 1
            when e.expected_issues - b.expected_issues > s.last_issue_number - s.issue_number then 1
            else 0
        end as is_censored
    from long_stays as s
    inner join issues as b
        on s.source = b.source and s.chart = b.chart and s.issue_number = b.issue_number
    inner join issues as e
        on s.source = e.source and s.chart = e.chart and s.last_issue_number = e.issue_number
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
        s.*,
        s.issue_number - s.absence_issues - 1 as left_issue_number
    from stay_spans as s
    inner join longest_absences as m
        on
            s.source = m.source
            and s.chart = m.chart
            and s.issue_number = m.issue_number
            and s.absence_issues = m.longest
),

absences as (
    select
        s.source,
        s.chart,
        s.recording_id,
        s.absence_issues,
        s.chart_date,
        case when b.expected_issues - l.expected_issues - 1 > s.absence_issues then 1 else 0 end as is_censored
    from long_absences as s
    inner join issues as b
        on s.source = b.source and s.chart = b.chart and s.issue_number = b.issue_number
    inner join issues as l
        on s.source = l.source and s.chart = l.chart and s.left_issue_number = l.issue_number
),

leaders as (
    select
        h.source,
        h.chart,
        h.chart_date,
        h.recording_id,
        h.song_id,
        case when h.issue_number = 1 or i.missing_before > 0 or i.missing_after > 0 then 1 else 0 end as is_censored,
        h.issue_number - row_number() over (
            partition by h.source, h.chart, h.recording_id order by h.issue_number asc nulls last
        ) as reign
    from core.chart_history as h
    inner join issues as i
        on h.source = i.source and h.chart = i.chart and h.chart_date = i.chart_date
    where h.position = 1
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

-- Moves are nearly as many as entries, and few of them are records: so issues first, then who made their largest.
moves_of_issues as (
    select
        h.source,
        h.chart,
        h.chart_date,
        max(h.missing_before) as missing_before,
        max(h.movement) as jump,
        0 - min(h.movement) as fall
    from core.chart_history as h
    inner join core.charts_in_scope as c
        on h.source = c.source and h.chart = c.chart
    where h.is_best and h.movement <> 0
    group by 1, 2, 3
),

largest_moves as (
    select 5 as turn, 'biggest_jump' as record, false as across_gaps, source, chart, chart_date, jump as value, jump as movement
    from moves_of_issues
    where jump > 0 and missing_before = 0
    union all
    select 5, 'biggest_jump', true, source, chart, chart_date, jump, jump
    from moves_of_issues
    where jump > 0
    union all
    select 6, 'biggest_fall', false, source, chart, chart_date, fall, 0 - fall
    from moves_of_issues
    where fall > 0 and missing_before = 0
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
        m.turn,
        m.record,
        m.across_gaps,
        h.source,
        h.chart,
        h.recording_id,
        m.value,
        h.chart_date
    from core.chart_history as h
    inner join record_moves as m
        on h.source = m.source and h.chart = m.chart and h.chart_date = m.chart_date and h.movement = m.movement
    where h.is_best and m.value = m.best_so_far
),

credits as (
    select distinct
        s.source,
        s.song_id,
        a.artist_id
    from core.chart_songs as s
    inner join core.charts_in_scope as c
        on s.source = c.source and s.chart = c.chart
    inner join core.song_artists as a
        on s.source = a.source and s.song_id = a.song_id
),

number_ones as (
    select
        l.source,
        l.chart,
        c.artist_id,
        l.recording_id,
        min(l.chart_date) as first_date,
        max(l.is_censored) as is_censored
    from leaders as l
    inner join credits as c
        on l.source = c.source and l.song_id = c.song_id
    group by 1, 2, 3, 4
),

-- An artist has several songs at once only where one comes before another is gone. To count all others issue by
-- issue would cost more than the rest: each has one song, first on its first issue.
credited_songs as (
    select
        s.source,
        s.chart,
        c.artist_id,
        dense_rank() over (
            order by s.source asc nulls last, s.chart asc nulls last, c.artist_id asc nulls last
        ) as artist_number,
        s.song_id,
        s.first_date,
        s.last_date,
        max(s.last_date) over (
            partition by s.source, s.chart, c.artist_id
            order by s.first_date asc nulls last, s.song_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as last_date_before,
        lead(s.first_date) over (
            partition by s.source, s.chart, c.artist_id
            order by s.first_date asc nulls last, s.song_id asc nulls last
        ) as first_date_after
    from core.chart_songs as s
    inner join core.charts_in_scope as x
        on s.source = x.source and s.chart = x.chart
    inner join credits as c
        on s.source = c.source and s.song_id = c.song_id
),

counted_at_once as (
    select
        s.artist_number,
        h.issue_number,
        count(*) as songs
    from core.chart_history as h
    inner join core.charts_in_scope as c
        on h.source = c.source and h.chart = c.chart
    inner join credited_songs as s
        on h.source = s.source and h.chart = s.chart and h.song_id = s.song_id
    where h.is_best and (s.first_date <= s.last_date_before or s.first_date_after <= s.last_date)
    group by 1, 2
),

artists as (
    select
        source,
        chart,
        artist_id,
        artist_number,
        min(first_date) as first_date
    from credited_songs
    group by 1, 2, 3, 4
),

named_at_once as (
    select
        a.source,
        a.chart,
        a.artist_id,
        s.issue_number,
        s.songs
    from counted_at_once as s
    inner join artists as a
        on s.artist_number = a.artist_number
),

most_at_once as (
    select
        source,
        chart,
        issue_number,
        max(max(songs)) over (
            partition by source, chart
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as most
    from named_at_once
    group by 1, 2, 3
),

many_at_once as (
    select n.*
    from named_at_once as n
    inner join most_at_once as m
        on n.source = m.source and n.chart = m.chart and n.issue_number = m.issue_number and n.songs = m.most
),

entries_at_once as (
    select
        s.source,
        s.chart,
        s.artist_id,
        i.chart_date,
        s.songs
    from many_at_once as s
    inner join issues as i
        on s.source = i.source and s.chart = i.chart and s.issue_number = i.issue_number
    union all
    select
        source,
        chart,
        artist_id,
        first_date as chart_date,
        1 as songs
    from artists
),

candidates as (
    select
        1 as turn, 'most_issues_on_chart' as record, 'issues' as unit, cast(null as boolean) as across_gaps,
        r.source, r.chart, r.recording_id as holder_id, r.issues as value, r.last_date as reached_on,
        case
            when r.first_issue_number = 1 or d.missing_before > 0 then 1
            when r.expected_since > r.last_issue_number - r.first_issue_number then 1
            else 0
        end as is_censored
    from recordings as r
    inner join issues as d
        on r.source = d.source and r.chart = d.chart and r.first_issue_number = d.issue_number
    union all
    select
        2, 'longest_stay', 'issues', cast(null as boolean), source, chart, recording_id, issues, last_date, is_censored
    from stays
    union all
    select
        3, 'most_issues_at_one', 'issues', cast(null as boolean), source, chart, recording_id, sum(issues), max(last_date),
        max(is_censored)
    from reigns
    group by 1, 2, 3, 4, 5, 6, 7
    union all
    select 4, 'longest_reign', 'issues', cast(null as boolean), source, chart, recording_id, issues, last_date, is_censored
    from reigns
    union all
    select turn, record, 'positions', across_gaps, source, chart, recording_id, value, chart_date, 0
    from moves
    union all
    select
        7, 'longest_absence', 'issues', cast(null as boolean), source, chart, recording_id, absence_issues, chart_date,
        is_censored
    from absences
    union all
    select
        8, 'most_number_ones', 'songs', cast(null as boolean), source, chart, artist_id, count(*), max(first_date),
        max(is_censored)
    from number_ones
    group by 1, 2, 3, 4, 5, 6, 7
    union all
    select 9, 'most_entries_at_once', 'songs', cast(null as boolean), source, chart, artist_id, songs, chart_date, 0
    from entries_at_once
),

bests_of_issues as (
    select
        turn,
        across_gaps,
        source,
        chart,
        reached_on,
        max(value) as value
    from candidates
    group by 1, 2, 3, 4, 5
),

progress as (
    select
        *,
        max(value) over (
            partition by turn, across_gaps, source, chart
            order by reached_on asc nulls last
            rows between unbounded preceding and current row
        ) as best_so_far
    from bests_of_issues
)

select
    c.source,
    c.chart,
    c.turn,
    c.record,
    c.unit,
    c.across_gaps,
    c.holder_id,
    cast(c.value as bigint) as value,
    c.reached_on,
    c.is_censored
from candidates as c
inner join progress as p
    on
        c.turn = p.turn
        and c.across_gaps is not distinct from p.across_gaps
        and c.source = p.source
        and c.chart = p.chart
        and c.reached_on = p.reached_on
        and c.value = p.best_so_far
qualify row_number() over (
    partition by c.turn, c.across_gaps, c.source, c.chart, c.holder_id, c.value
    order by c.reached_on asc nulls last, c.is_censored desc nulls last
) = 1

-- grain: one row per published column, and one for all of them together
-- title: Source agreement
-- question: Do our previous position, peak and issues on chart agree with the source's own columns, and where not, why?
-- needs: published
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: from = the first issue, first day of the span
-- parameter: to = the newest, last day of the span
-- draw: table
-- column: compared, the published column; all: an entry agrees where every column that it has does
-- column: entries, entries of which the source publishes the column; of two of one recording the better [entries]
-- column: agreeing, those where it says what we compute [entries]
-- column: agreement, agreeing divided by entries
-- column: re_entries, entries that are back after an absence [entries]
-- column: re_entries_agreeing, those of them that agree [entries]
-- column: re_entry_agreement, the same as a share
-- column: source_rank_error, disagreeing because the source read a wrong issue: its previous position is not the one of the previous issue though the song is there, or our peak was set in an issue that the next one misquotes in a twentieth of its entries [entries]
-- column: count_restart, disagreeing because the source began to count anew: its count minus ours is the same since it fell [entries]
-- column: credit_change, disagreeing because the source counts on from the same title under another credit in the previous issue: its count minus ours is the same since then [entries]
-- column: unobserved, disagreeing because the source knows issues that we do not: its count minus ours is the same since it rose over unobserved issues, or since the first entry of a song on a chart whose first observed issue is not its first [entries]
-- column: unknown, disagreeing for none of these reasons [entries]
-- column: unknown_share, unknown divided by entries
-- Each column that disagrees has one reason, the first that fits. An entry has the first of its columns' reasons, or
-- an unknown one if any of them has.
with issues as (
    select
        i.chart_date,
        i.issue_number,
        i.missing_before,
        i.expected_issues - i.issue_number as missing_so_far
    from core.published_issues as i
    where i.source = :source and i.chart = :chart
),

entries as (
    select
        h.chart,
        h.recording_id,
        h.chart_date,
        h.issue_number,
        h.status,
        i.missing_before,
        i.missing_so_far,
        s.title_key,
        h.previous_position,
        h.peak_position,
        h.peak_date,
        h.issues_on_chart,
        h.source_previous_position,
        h.source_peak_position,
        h.source_issues_on_chart,
        max(case when h.source_previous_position is not null then 1 else 0 end) over (partition by h.chart) = 1
            as gives_previous,
        max(case
            when coalesce(h.source_previous_position, h.source_peak_position, h.source_issues_on_chart) is not null then 1
            else 0
        end) over (partition by h.chart_date) = 1 as is_published
    from core.chart_history as h
    inner join issues as i
        on h.chart_date = i.chart_date
    left join core.songs as s
        on h.source = s.source and h.song_id = s.song_id
    where h.source = :source and h.chart = :chart and h.is_best
),

-- An empty previous position says that the song was not there; an empty peak or count says nothing.
compared as (
    select
        *,
        case
            when not gives_previous or not is_published then null
            when source_previous_position is not distinct from previous_position then 1
            else 0
        end as previous_agrees,
        case when source_peak_position = peak_position then 1 when source_peak_position is not null then 0 end as peak_agrees,
        case
            when source_issues_on_chart = issues_on_chart then 1
            when source_issues_on_chart is not null then 0
        end as count_agrees
    from entries
),

misquoting as (
    select
        *,
        case when previous_agrees = 0 and previous_position is not null and missing_before = 0 then 1 else 0 end as misquotes
    from compared
),

issue_quality as (
    select
        chart_date,
        lead(case when 20 * sum(misquotes) >= count(*) then 1 else 0 end, 1, 0) over (order by chart_date asc nulls last)
            as is_misquoted
    from misquoting
    group by 1
),

counted as (
    select
        recording_id,
        chart_date,
        issue_number,
        title_key,
        source_issues_on_chart,
        missing_so_far,
        source_issues_on_chart - issues_on_chart as ahead,
        lag(source_issues_on_chart - issues_on_chart) over (
            partition by recording_id order by issue_number asc nulls last
        ) as ahead_before,
        lag(missing_so_far, 1, 0) over (partition by recording_id order by issue_number asc nulls last) as missing_before_it,
        max(case when issue_number = 1 then source_issues_on_chart else 0 end) over (partition by chart) > 1 as begins_late
    from misquoting
    where source_issues_on_chart is not null
),

-- Why the two counts came apart is seen where their difference changes; from there on it goes with the song.
stretches as (
    select
        *,
        sum(case when ahead is distinct from ahead_before then 1 else 0 end) over (
            partition by recording_id
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as stretch
    from counted
),

predecessors as (
    select distinct
        c.recording_id,
        c.issue_number
    from counted as c
    inner join counted as o
        on
            c.issue_number = o.issue_number + 1
            and c.title_key = o.title_key
            and c.source_issues_on_chart = o.source_issues_on_chart + 1
    where
        c.ahead <> 0
        and c.ahead is distinct from c.ahead_before
        and c.recording_id <> o.recording_id
        and c.title_key <> '-'
),

reasons as (
    select
        s.recording_id,
        s.stretch,
        case
            when s.ahead < s.ahead_before then 'count_restart'
            when s.ahead > coalesce(s.ahead_before, 0) and s.missing_so_far > s.missing_before_it then 'unobserved'
            when p.recording_id is not null then 'credit_change'
            when s.ahead > 0 and s.ahead_before is null and s.begins_late then 'unobserved'
        end as reason
    from stretches as s
    left join predecessors as p
        on s.recording_id = p.recording_id and s.issue_number = p.issue_number
    where s.ahead <> 0 and s.ahead is distinct from s.ahead_before
),

apart as (
    select
        s.recording_id,
        s.chart_date,
        r.reason
    from stretches as s
    inner join reasons as r
        on s.recording_id = r.recording_id and s.stretch = r.stretch
),

explained as (
    select
        m.status,
        m.previous_agrees,
        m.peak_agrees,
        m.count_agrees,
        case
            when m.previous_agrees = 1 then null
            when m.misquotes = 1 then 'source_rank_error'
            when a.reason is not null then a.reason
            when m.issue_number = 1 or m.missing_before > 0 then 'unobserved'
            else 'unknown'
        end as previous_reason,
        case
            when m.peak_agrees = 1 then null
            when m.misquotes = 1 or q.is_misquoted = 1 then 'source_rank_error'
            else coalesce(a.reason, 'unknown')
        end as peak_reason,
        case
            when m.count_agrees = 1 then null
            when a.reason is not null then a.reason
            when m.misquotes = 1 then 'source_rank_error'
            else 'unknown'
        end as count_reason
    from misquoting as m
    inner join issue_quality as q
        on m.peak_date = q.chart_date
    left join apart as a
        on m.recording_id = a.recording_id and m.chart_date = a.chart_date
    where m.chart_date between cast(:from as date) and cast(:to as date)
),

verdicts as (
    select 1 as place, 'previous_position' as compared, status, previous_agrees as agrees, previous_reason as reason
    from explained
    union all
    select 2, 'peak_position', status, peak_agrees, peak_reason
    from explained
    union all
    select 3, 'issues_on_chart', status, count_agrees, count_reason
    from explained
    union all
    select
        4,
        'all',
        status,
        case
            when coalesce(previous_agrees, 1) + coalesce(peak_agrees, 1) + coalesce(count_agrees, 1) < 3 then 0
            when coalesce(previous_agrees, peak_agrees, count_agrees) is not null then 1
        end,
        case
            when 'unknown' in (
                case when previous_agrees = 0 then previous_reason else '-' end,
                case when peak_agrees = 0 then peak_reason else '-' end,
                case when count_agrees = 0 then count_reason else '-' end
            ) then 'unknown'
            when previous_agrees = 0 then previous_reason
            when peak_agrees = 0 then peak_reason
            else count_reason
        end
    from explained
),

totals as (
    select
        place,
        compared,
        count(*) as entries,
        sum(agrees) as agreeing,
        sum(case when status = 'RE' then 1 else 0 end) as re_entries,
        sum(case when status = 'RE' then agrees else 0 end) as re_entries_agreeing,
        sum(case when agrees = 0 and reason = 'source_rank_error' then 1 else 0 end) as source_rank_error,
        sum(case when agrees = 0 and reason = 'count_restart' then 1 else 0 end) as count_restart,
        sum(case when agrees = 0 and reason = 'credit_change' then 1 else 0 end) as credit_change,
        sum(case when agrees = 0 and reason = 'unobserved' then 1 else 0 end) as unobserved,
        sum(case when agrees = 0 and reason = 'unknown' then 1 else 0 end) as unknown_entries
    from verdicts
    where agrees is not null
    group by 1, 2
)

select
    compared,
    entries,
    cast(agreeing as bigint) as agreeing,
    round(cast(agreeing as double) / nullif(entries, 0), 6) as agreement,
    cast(re_entries as bigint) as re_entries,
    cast(re_entries_agreeing as bigint) as re_entries_agreeing,
    round(cast(re_entries_agreeing as double) / nullif(re_entries, 0), 6) as re_entry_agreement,
    cast(source_rank_error as bigint) as source_rank_error,
    cast(count_restart as bigint) as count_restart,
    cast(credit_change as bigint) as credit_change,
    cast(unobserved as bigint) as unobserved,
    cast(unknown_entries as bigint) as unknown,
    round(cast(unknown_entries as double) / nullif(entries, 0), 6) as unknown_share
from totals
order by place asc nulls last

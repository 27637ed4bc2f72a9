-- grain: one row per published column, and one for all of them together
-- title: Source agreement
-- question: Do our previous position, peak and issues on chart agree with the source's own columns, and if not, why?
-- needs: published
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- draw: table
-- column: compared, the published column; all means that every published column of an entry agrees
-- column: entries, entries for which the source publishes the column; the better row if a recording has two [entries]
-- column: agreeing, entries for which the source publishes the value that we compute [entries]
-- column: agreement, agreeing divided by entries
-- column: re_entries, entries that are back after an absence [entries]
-- column: re_entries_agreeing, re-entries that agree [entries]
-- column: re_entry_agreement, agreeing re-entries divided by re-entries
-- column: source_rank_error, disagreeing because the source read a wrong issue: its previous position is not that of the previous issue although the song is on it, or our peak was set on an issue that the next one misquotes in a twentieth of its entries [entries]
-- column: count_restart, disagreeing because the source restarted its count: its count minus ours is the same since its count fell [entries]
-- column: credit_change, disagreeing because the source continues the count of the same title under another credit on the previous issue: its count minus ours is the same since then [entries]
-- column: unobserved, disagreeing because the source knows issues that we do not: its count minus ours is the same since it rose over unobserved issues, or since the first entry of a song on a chart whose first observed issue is not its first [entries]
-- column: unknown, disagreeing for none of these reasons [entries]
-- column: unknown_share, unknown divided by entries
-- A column that disagrees has one reason, the first that fits. An entry has the reason of its first disagreeing column,
-- or unknown if any of its columns has no known reason.
with issues as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.missing_before,
        issues.expected_issues - issues.issue_number as missing_so_far
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

entries as (
    select
        history.chart,
        history.recording_id,
        history.chart_date,
        history.issue_number,
        history.status,
        issues.missing_before,
        issues.missing_so_far,
        songs.title_key,
        -- The source's previous position is that of the previous issue, also if that issue has a hole and lacks the song.
        case when history.missing_before = issues.missing_before then history.previous_position end as previous_position,
        history.peak_position,
        history.peak_date,
        history.issues_on_chart,
        history.source_previous_position,
        history.source_peak_position,
        history.source_issues_on_chart,
        max(case when history.source_previous_position is not null then 1 else 0 end) over (partition by history.chart) = 1
            as gives_previous,
        max(case
            when coalesce(history.source_previous_position, history.source_peak_position, history.source_issues_on_chart) is not null then 1
            else 0
        end) over (partition by history.chart_date) = 1 as is_published
    from core.chart_history as history
    inner join issues
        on history.chart_date = issues.chart_date
    left join core.songs as songs
        on history.source = songs.source and history.song_id = songs.song_id
    where history.source = :source and history.chart = :chart and history.is_best
),

-- An empty previous position means that the song was not on the previous issue. An empty peak or count means nothing.
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
        lag(missing_so_far, 1, 0) over (
            partition by recording_id
            order by issue_number asc nulls last
        ) as missing_before_it,
        max(case when issue_number = 1 then source_issues_on_chart else 0 end) over (partition by chart) > 1 as begins_late
    from misquoting
    where source_issues_on_chart is not null
),

-- The reason for a difference between the two counts shows where the difference changes. It holds for the song from
-- there on, until the difference changes again.
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
        counted.recording_id,
        counted.issue_number
    from counted
    inner join counted as previous
        on
            counted.issue_number = previous.issue_number + 1
            and counted.title_key = previous.title_key
            and counted.source_issues_on_chart = previous.source_issues_on_chart + 1
    where
        counted.ahead <> 0
        and counted.ahead is distinct from counted.ahead_before
        and counted.recording_id <> previous.recording_id
        and counted.title_key <> '-'
),

reasons as (
    select
        stretches.recording_id,
        stretches.stretch,
        case
            when stretches.ahead < stretches.ahead_before then 'count_restart'
            when stretches.ahead > coalesce(stretches.ahead_before, 0) and stretches.missing_so_far > stretches.missing_before_it then 'unobserved'
            when predecessors.recording_id is not null then 'credit_change'
            when stretches.ahead > 0 and stretches.ahead_before is null and stretches.begins_late then 'unobserved'
        end as reason
    from stretches
    left join predecessors
        on stretches.recording_id = predecessors.recording_id and stretches.issue_number = predecessors.issue_number
    where stretches.ahead <> 0 and stretches.ahead is distinct from stretches.ahead_before
),

entry_reasons as (
    select
        stretches.recording_id,
        stretches.chart_date,
        reasons.reason
    from stretches
    inner join reasons
        on stretches.recording_id = reasons.recording_id and stretches.stretch = reasons.stretch
),

explained as (
    select
        misquoting.status,
        misquoting.previous_agrees,
        misquoting.peak_agrees,
        misquoting.count_agrees,
        case
            when misquoting.previous_agrees = 1 then null
            when misquoting.misquotes = 1 then 'source_rank_error'
            when entry_reasons.reason is not null then entry_reasons.reason
            when misquoting.issue_number = 1 or misquoting.missing_before > 0 then 'unobserved'
            else 'unknown'
        end as previous_reason,
        case
            when misquoting.peak_agrees = 1 then null
            when misquoting.misquotes = 1 or issue_quality.is_misquoted = 1 then 'source_rank_error'
            else coalesce(entry_reasons.reason, 'unknown')
        end as peak_reason,
        case
            when misquoting.count_agrees = 1 then null
            when entry_reasons.reason is not null then entry_reasons.reason
            when misquoting.misquotes = 1 then 'source_rank_error'
            else 'unknown'
        end as count_reason
    from misquoting
    inner join issue_quality
        on misquoting.peak_date = issue_quality.chart_date
    left join entry_reasons
        on misquoting.recording_id = entry_reasons.recording_id and misquoting.chart_date = entry_reasons.chart_date
    where misquoting.chart_date between cast(:from as date) and cast(:to as date)
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

-- grain: one row per published column, and one for all of them together
-- title: Source agreement
-- question: Do our previous position, peak and issues on chart agree with the source's own columns, and if not, why?
-- needs: published
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- draw: table
-- key: compared, entries, agreeing, agreement, unknown
-- column: compared, the published column; all means that every published column of an entry agrees
-- column: entries, entries for which the source publishes the column; the better row if a recording has two [entries]
-- column: agreeing, entries for which the source publishes the value that we compute [entries]
-- column: agreement, agreeing divided by entries
-- column: agreeing_without, entries that would agree if songs were never joined or parted by the source's own columns, so that the comparison does not prove itself [entries]
-- column: re_entries, entries that are back after an absence [entries]
-- column: re_entries_agreeing, re-entries that agree [entries]
-- column: re_entry_agreement, agreeing re-entries divided by re-entries
-- column: source_rank_error, disagreeing because the source read a wrong issue: its previous position is not that of the previous issue although the song is on it, or our peak was set on an issue that the next one misquotes in a twentieth of its entries [entries]
-- column: count_restart, disagreeing because the source restarted its count: its count minus ours is the same since its count fell [entries]
-- column: credit_change, disagreeing because the source continues the count of the same title under another credit on the previous issue: its count minus ours is the same since then [entries]
-- column: unobserved, disagreeing because the source knows issues that we do not: its count minus ours is the same since it rose over unobserved issues, or since the first entry of a song on a chart whose first observed issue is not its first [entries]
-- column: extra_issue, disagreeing because the source counts an issue that the calendar of the chart does not have: of all songs on an issue and the previous one, the published count rises by the same number too much [entries]
-- column: stale_copy, disagreeing because an issue is a copy of the previous one: the same songs at the same positions, with the same published counts [entries]
-- column: hole, disagreeing because of a position without an entry: the published previous position is one, or the published count is ahead by no more than the issues with such a position while the song was absent [entries]
-- column: below_depth, disagreeing because the source publishes more positions than we have: its previous position is deeper than our previous issue, or its count minus ours is the same since such an entry [entries]
-- column: unknown, disagreeing for none of these reasons [entries]
-- column: unknown_share, unknown divided by entries
-- A column that disagrees has one reason, the first that fits. An entry has the reason of its first disagreeing column,
-- or unknown if any of its columns has no known reason.
with issues as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.chart_size,
        issues.previous_size,
        issues.missing_before,
        issues.expected_issues - issues.issue_number as missing_so_far
    from core.published_issues as issues
    where issues.source = :source and issues.chart = :chart
),

rows_of_chart as (
    select
        history.*,
        -- The source's previous position is that of the previous issue, also if that issue has a hole and lacks the song.
        case when history.missing_before = issues.missing_before then history.previous_position end as last_position,
        coalesce(shaped.recording_id, history.recording_id) as unpublished_recording_id,
        shaped.song_id is not null as is_shaped,
        max(case when history.source_previous_position is not null then 1 else 0 end) over (partition by history.chart) = 1
            as gives_previous,
        max(case
            when coalesce(history.source_previous_position, history.source_peak_position, history.source_issues_on_chart) is not null then 1
            else 0
        end) over (partition by history.chart_date) = 1 as is_published
    from core.chart_history as history
    inner join issues
        on history.chart_date = issues.chart_date
    left join core.unpublished_recordings as shaped
        on history.source = shaped.source and history.song_id = shaped.song_id
    where history.source = :source and history.chart = :chart
),

-- The history of the same songs if they had been joined and parted without the published columns.
unpublished_entries as (
    select *
    from rows_of_chart
    where is_shaped
    qualify row_number() over (
        partition by unpublished_recording_id, issue_number order by position asc nulls last, song_id asc nulls last
    ) = 1
),

unpublished_history as (
    select
        chart_date,
        position,
        song_id,
        case
            when
                lag(issue_number) over (partition by unpublished_recording_id order by issue_number asc nulls last) = issue_number - 1
                then lag(position) over (partition by unpublished_recording_id order by issue_number asc nulls last)
        end as previous_position,
        min(position) over (
            partition by unpublished_recording_id
            order by issue_number asc nulls last
            rows between unbounded preceding and current row
        ) as peak_position,
        row_number() over (partition by unpublished_recording_id order by issue_number asc nulls last) as issues_on_chart
    from unpublished_entries
),

entries as (
    select
        'as published' as basis,
        chart_date,
        position,
        song_id,
        last_position as previous_position,
        peak_position,
        issues_on_chart
    from rows_of_chart
    where is_best
    union all
    select
        'without' as basis,
        chart_date,
        position,
        song_id,
        previous_position,
        peak_position,
        issues_on_chart
    from unpublished_history
),

-- An empty previous position means that the song was not on the previous issue. An empty peak or count means nothing.
compared as (
    select
        entries.basis,
        histories.is_shaped,
        histories.chart,
        histories.recording_id,
        histories.song_id,
        histories.chart_date,
        histories.issue_number,
        histories.status,
        histories.position,
        histories.peak_date,
        histories.source_previous_position,
        histories.source_issues_on_chart,
        entries.previous_position,
        entries.issues_on_chart,
        case
            when not histories.gives_previous or not histories.is_published then null
            when histories.source_previous_position is not distinct from entries.previous_position then 1
            else 0
        end as previous_agrees,
        case
            when histories.source_peak_position = entries.peak_position then 1
            when histories.source_peak_position is not null then 0
        end as peak_agrees,
        case
            when histories.source_issues_on_chart = entries.issues_on_chart then 1
            when histories.source_issues_on_chart is not null then 0
        end as count_agrees
    from entries
    inner join rows_of_chart as histories
        on entries.chart_date = histories.chart_date and entries.position = histories.position and entries.song_id = histories.song_id
),

-- ── Issues that explain entries: copies of the previous issue, issues after one that we do not have, and holes
continued as (
    select
        compared.chart_date,
        case
            when compared.song_id = previous.song_id and compared.position = previous.position then 1
            else 0
        end as is_copied,
        compared.source_issues_on_chart - previous.source_issues_on_chart as count_rise,
        compared.source_issues_on_chart - compared.issues_on_chart - previous.source_issues_on_chart + previous.issues_on_chart as jump
    from compared
    left join compared as previous
        on
            compared.recording_id = previous.recording_id
            and compared.issue_number = previous.issue_number + 1
            and previous.basis = 'as published'
    where compared.basis = 'as published'
),

issue_facts as (
    select
        chart_date,
        case when min(is_copied) = 1 and coalesce(max(count_rise), 0) = 0 then 1 else 0 end as is_stale,
        case when count(jump) > 1 and min(jump) = max(jump) and min(jump) > 0 then min(jump) else 0 end as extra_issues
    from continued
    group by 1
),

-- A tie leaves the position after it empty, which is not a hole. So entries are counted, not positions.
filled as (
    select
        chart_date,
        count(*) as entries
    from rows_of_chart
    group by 1
),

troubles as (
    select
        issues.chart_date,
        issues.issue_number,
        issues.previous_size,
        issues.missing_before,
        issues.missing_so_far,
        facts.is_stale,
        lag(facts.is_stale, 1, 0) over (order by issues.issue_number asc nulls last) as follows_stale,
        -- After a copy the counts catch up with the source again.
        case
            when issues.missing_before = 0 and lag(facts.is_stale, 1, 0) over (order by issues.issue_number asc nulls last) = 0
                then facts.extra_issues
            else 0
        end as extra_issues,
        case when filled.entries < issues.chart_size then 1 else 0 end as has_hole
    from issues
    inner join issue_facts as facts
        on issues.chart_date = facts.chart_date
    inner join filled
        on issues.chart_date = filled.chart_date
),

added_troubles as (
    select
        *,
        lag(has_hole, 1, 0) over (order by issue_number asc nulls last) as follows_hole,
        sum(is_stale) over (order by issue_number asc nulls last rows between unbounded preceding and current row) as stale_so_far,
        sum(extra_issues) over (order by issue_number asc nulls last rows between unbounded preceding and current row) as extra_so_far,
        sum(has_hole) over (order by issue_number asc nulls last rows between unbounded preceding and current row) as holes_so_far
    from troubles
),

misquoting as (
    select
        compared.*,
        troubles.missing_before,
        troubles.missing_so_far,
        troubles.extra_so_far,
        troubles.stale_so_far,
        troubles.holes_so_far,
        troubles.has_hole,
        songs.title_key,
        case
            when troubles.extra_issues > 0 then 'extra_issue'
            when troubles.is_stale = 1 or troubles.follows_stale = 1 then 'stale_copy'
        end as trouble,
        troubles.is_stale,
        case when compared.source_previous_position > troubles.previous_size then 1 else 0 end as is_deeper,
        case
            when
                compared.source_previous_position <= troubles.previous_size
                and troubles.missing_before = 0
                and troubles.follows_hole = 1
                and pointed.position is null
                then 1
            else 0
        end as points_at_hole,
        case
            when
                compared.previous_agrees = 0
                and compared.previous_position is not null
                and troubles.missing_before = 0
                and troubles.extra_issues = 0
                and troubles.is_stale = 0
                and troubles.follows_stale = 0
                then 1
            else 0
        end as misquotes
    from compared
    inner join added_troubles as troubles
        on compared.chart_date = troubles.chart_date
    left join core.songs as songs
        on compared.song_id = songs.song_id and songs.source = :source
    left join (select distinct issue_number, position from rows_of_chart) as pointed
        on compared.issue_number = pointed.issue_number + 1 and compared.source_previous_position = pointed.position
    where compared.basis = 'as published'
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
        is_stale,
        is_deeper,
        missing_so_far,
        extra_so_far - lag(extra_so_far, 1, 0) over (partition by recording_id order by issue_number asc nulls last) as extra_between,
        stale_so_far - lag(stale_so_far, 1, 0) over (partition by recording_id order by issue_number asc nulls last) as stale_between,
        holes_so_far - has_hole - lag(holes_so_far, 1, 0) over (partition by recording_id order by issue_number asc nulls last)
            as holes_between,
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
        ahead - coalesce(ahead_before, 0) as risen,
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
            when stretches.ahead < coalesce(stretches.ahead_before, 0) and stretches.is_stale = 1 then 'stale_copy'
            when stretches.ahead < stretches.ahead_before then 'count_restart'
            when stretches.ahead > coalesce(stretches.ahead_before, 0) and stretches.missing_so_far > stretches.missing_before_it then 'unobserved'
            when stretches.risen > 0 and stretches.risen <= stretches.extra_between then 'extra_issue'
            when stretches.risen > 0 and stretches.risen <= stretches.stale_between then 'stale_copy'
            when stretches.risen > 0 and stretches.risen <= stretches.holes_between then 'hole'
            when stretches.risen > 0 and stretches.is_deeper = 1 then 'below_depth'
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
            when misquoting.trouble is not null then misquoting.trouble
            when misquoting.is_deeper = 1 then 'below_depth'
            when misquoting.points_at_hole = 1 then 'hole'
            when entry_reasons.reason is not null then entry_reasons.reason
            when misquoting.issue_number = 1 or misquoting.missing_before > 0 then 'unobserved'
            else 'unknown'
        end as previous_reason,
        case
            when misquoting.peak_agrees = 1 then null
            when misquoting.misquotes = 1 or issue_quality.is_misquoted = 1 then 'source_rank_error'
            when entry_reasons.reason is not null then entry_reasons.reason
            when misquoting.points_at_hole = 1 then 'hole'
            else coalesce(misquoting.trouble, 'unknown')
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

unpublished_totals as (
    select
        sum(previous_agrees) as previous_agreeing,
        sum(peak_agrees) as peak_agreeing,
        sum(count_agrees) as count_agreeing,
        sum(case
            when coalesce(previous_agrees, 1) + coalesce(peak_agrees, 1) + coalesce(count_agrees, 1) < 3 then 0
            when coalesce(previous_agrees, peak_agrees, count_agrees) is not null then 1
        end) as all_agreeing
    from compared
    where
        (basis = 'without' or not is_shaped)
        and chart_date between cast(:from as date) and cast(:to as date)
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
        sum(case when agrees = 0 and reason = 'extra_issue' then 1 else 0 end) as extra_issue,
        sum(case when agrees = 0 and reason = 'stale_copy' then 1 else 0 end) as stale_copy,
        sum(case when agrees = 0 and reason = 'hole' then 1 else 0 end) as hole,
        sum(case when agrees = 0 and reason = 'below_depth' then 1 else 0 end) as below_depth,
        sum(case when agrees = 0 and reason = 'unknown' then 1 else 0 end) as unknown_entries
    from verdicts
    where agrees is not null
    group by 1, 2
)

select
    totals.compared,
    totals.entries,
    cast(totals.agreeing as bigint) as agreeing,
    round(cast(totals.agreeing as double) / nullif(totals.entries, 0), 6) as agreement,
    cast(case totals.place
        when 1 then unpublished.previous_agreeing
        when 2 then unpublished.peak_agreeing
        when 3 then unpublished.count_agreeing
        else unpublished.all_agreeing
    end as bigint) as agreeing_without,
    cast(totals.re_entries as bigint) as re_entries,
    cast(totals.re_entries_agreeing as bigint) as re_entries_agreeing,
    round(cast(totals.re_entries_agreeing as double) / nullif(totals.re_entries, 0), 6) as re_entry_agreement,
    cast(totals.source_rank_error as bigint) as source_rank_error,
    cast(totals.count_restart as bigint) as count_restart,
    cast(totals.credit_change as bigint) as credit_change,
    cast(totals.unobserved as bigint) as unobserved,
    cast(totals.extra_issue as bigint) as extra_issue,
    cast(totals.stale_copy as bigint) as stale_copy,
    cast(totals.hole as bigint) as hole,
    cast(totals.below_depth as bigint) as below_depth,
    cast(totals.unknown_entries as bigint) as unknown,
    round(cast(totals.unknown_entries as double) / nullif(totals.entries, 0), 6) as unknown_share
from totals
cross join unpublished_totals as unpublished
order by totals.place asc nulls last

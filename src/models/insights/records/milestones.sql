-- grain: one row per issue, milestone and song
-- title: Milestones
-- question: Which songs passed a milestone on an issue?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: from = the issue of --on
-- parameter: to = the issue of --on
-- parameter: artist = all
-- parameter: limit = all
-- draw: table, value = at least
-- key: chart_date, milestone, counted, song, artists, value
-- column: milestone, first_number_one, round_count (every hundredth issue on the chart), record_broken (more than best_of_others, but not yet on the previous issue), record_tied (as many, but not yet on the previous issue) or longest_stay_in_progress
-- column: counted, what is counted: issues_on_chart, issues_at_one, stay (consecutive observed issues) or jump (positions up since the previous issue; only the largest of an issue counts)
-- column: value, what the song has reached
-- column: best_of_others, the best that any other song had reached by this issue; for a stay, any other stay, also of this song; for a jump, that any song had reached on an earlier issue
-- column: censored, the value may be larger: the song was on the first observed issue, or issues since its debut are unobserved
-- The first observed issue has no milestones. A jump over unobserved issues does not count.
-- Who holds a record from :from on has reached at least the best of all songs before.
with bests_before as (
    select
        coalesce(max(history.issues_on_chart), 0) as issues_on_chart,
        coalesce(max(history.streak), 0) as streak
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date < cast(:from as date)
        and history.is_best
),

near_records as (
    select
        history.chart_date,
        history.recording_id,
        history.issues_on_chart,
        history.streak
    from core.chart_history as history
    inner join bests_before
        on
            history.issues_on_chart >= bests_before.issues_on_chart - 1
            or history.streak >= bests_before.streak - 1
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:to as date)
        and history.is_best
),

-- Every count grows by one from entry to entry: each value is reached once by a song, or by a stay. A song may hold a record
-- with an earlier stay, so another stay of the same song counts as a rival. A record is broken by the one that passes another,
-- so a value counts from one below the best before.
counts as (
    select
        'issues_on_chart' as counted,
        near_records.chart_date,
        near_records.recording_id,
        near_records.issues_on_chart as value
    from near_records
    inner join bests_before
        on near_records.issues_on_chart >= bests_before.issues_on_chart - 1
    union all
    select
        'issues_at_one',
        leaders.chart_date,
        leaders.recording_id,
        row_number() over (partition by leaders.recording_id order by leaders.chart_date asc nulls last)
    from core.notable_entries as leaders
    where
        leaders.source = :source
        and leaders.chart = :chart
        and leaders.chart_date <= cast(:to as date)
        and leaders.position = 1
    union all
    select 'stay', near_records.chart_date, near_records.recording_id, near_records.streak
    from near_records
    inner join bests_before
        on near_records.streak >= bests_before.streak - 1
),

firsts as (
    select
        counted,
        value,
        min(chart_date) as first_date
    from counts
    group by 1, 2
),

-- The entries that no other exceeds by their date, with the number of those that reached the value with them.
leads as (
    select
        counts.counted,
        counts.chart_date,
        counts.recording_id,
        counts.value,
        firsts.first_date < counts.chart_date as is_tied,
        count(*) over (partition by counts.counted, counts.chart_date) as sharing
    from counts
    inner join firsts
        on counts.counted = firsts.counted and counts.value = firsts.value
    left join firsts as larger
        on counts.counted = larger.counted and counts.value + 1 = larger.value
    where
        counts.chart_date between cast(:from as date) and cast(:to as date)
        and (larger.first_date is null or larger.first_date > counts.chart_date)
),

-- A record is broken by the one that passes another, not by each further issue of its holder.
broken as (
    select
        leads.counted,
        leads.chart_date,
        leads.recording_id,
        leads.value
    from leads
    left join counts as passed
        on leads.counted = passed.counted and leads.value - 1 = passed.value
    where leads.sharing = 1 and not leads.is_tied
    group by 1, 2, 3, 4
    having
        sum(case when passed.chart_date < leads.chart_date then 1 else 0 end) > 1
        or (leads.counted = 'issues_at_one' and leads.value = 1)
),

largest_jumps as (
    select
        changes.chart_date,
        changes.largest_near_rise as jump
    from core.issue_changes as changes
    where changes.source = :source and changes.chart = :chart and changes.chart_date <= cast(:to as date)
),

jumps as (
    select
        chart_date,
        jump,
        max(jump) over (
            order by chart_date asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as best_before
    from largest_jumps
),

-- A span of one issue is named as its day, as in shared.compared_issues.
entries as (
    select history.*
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date between cast(:from as date) and cast(:to as date)
        and history.chart_date = case when :from = :to then cast(:from as date) else history.chart_date end
        and history.previous_date is not null
        and history.is_best
),

found as (
    select
        1 as turn,
        'first_number_one' as milestone,
        counted,
        chart_date,
        recording_id,
        value,
        cast(null as bigint) as best_of_others
    from counts
    where counted = 'issues_at_one' and value = 1
    union all
    select 2, 'round_count', 'issues_on_chart', chart_date, recording_id, issues_on_chart, cast(null as bigint)
    from entries
    where mod(issues_on_chart, 100) = 0
    union all
    select 3, 'record_broken', counted, chart_date, recording_id, value, value - 1
    from broken
    union all
    select 4, 'record_tied', counted, chart_date, recording_id, value, value
    from leads
    where is_tied
    union all
    select
        case when jumps.jump > jumps.best_before then 3 else 4 end,
        case when jumps.jump > jumps.best_before then 'record_broken' else 'record_tied' end,
        'jump',
        entries.chart_date,
        entries.recording_id,
        entries.movement,
        jumps.best_before
    from entries
    inner join jumps
        on entries.chart_date = jumps.chart_date and entries.movement = jumps.jump and entries.missing_before = 0
    where jumps.best_before > 0 and jumps.jump >= jumps.best_before
    union all
    select 5, 'longest_stay_in_progress', 'stay', chart_date, recording_id, streak, cast(null as bigint)
    from entries
    qualify rank() over (partition by chart_date order by streak desc nulls last) = 1
)

select
    entries.chart_date,
    found.milestone,
    found.counted,
    entries.position,
    names.song,
    names.artists,
    cast(found.value as bigint) as value,
    cast(found.best_of_others as bigint) as best_of_others,
    found.counted <> 'jump' and (entries.debut_censored or entries.expected_since_debut > entries.observed_since_debut) as censored,
    entries.song_id
from found
inner join entries
    on found.chart_date = entries.chart_date and found.recording_id = entries.recording_id
left join shared.names_of_chart as names
    on entries.song_id = names.song_id
where cast(:artist as varchar) is null or entries.song_id in shared.songs_of_artist
qualify cast(:limit as bigint) is null or rank() over (
    partition by entries.chart_date order by found.turn asc nulls last, entries.position asc nulls last
) <= cast(:limit as bigint)
order by
    entries.chart_date asc nulls last,
    found.turn asc nulls last,
    entries.position asc nulls last,
    found.counted asc nulls last,
    entries.song_id asc nulls last

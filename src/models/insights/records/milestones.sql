-- grain: one row per milestone of the issue and song
-- title: Milestones
-- question: Which songs passed a milestone on this issue?
-- parameter: chart = the global one
-- parameter: on = the newest
-- parameter: artist = all
-- parameter: limit = all
-- draw: table, value = at least
-- key: milestone, counted, song, artists, value
-- column: milestone, first_number_one, round_count (every hundredth issue on the chart), record_broken (more than any other song ever had, but not yet on the previous issue), record_tied (as many, but not yet on the previous issue) or longest_stay_in_progress
-- column: counted, what is counted: issues_on_chart, issues_at_one, stay (consecutive observed issues) or jump (positions up since the previous issue)
-- column: value, what the song has reached
-- column: best_of_others, the best that any other song had reached by this issue; for a jump, that any song had reached on an earlier issue
-- column: censored, the value may be larger: the song was on the first observed issue, or issues since its debut are unobserved
-- The first observed issue has no milestones. A jump over unobserved issues does not count.
with stays as (
    select
        history.recording_id,
        history.run_number,
        max(history.issues_on_chart) as issues,
        max(case when history.chart_date < cast(:on as date) then history.issues_on_chart else 0 end) as issues_before,
        max(history.streak) as streak,
        max(case when history.chart_date < cast(:on as date) then history.streak else 0 end) as streak_before,
        sum(case when history.position = 1 then 1 else 0 end) as issues_at_one,
        sum(case when history.position = 1 and history.chart_date < cast(:on as date) then 1 else 0 end) as issues_at_one_before
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:on as date)
        and history.is_best
    group by 1, 2
),

-- A song may hold a record with an earlier stay, so another stay of the same song counts as a rival.
bests as (
    select 'issues_on_chart' as counted, recording_id as rival, max(issues) as value, max(issues_before) as value_before
    from stays
    group by 1, 2
    union all
    select 'issues_at_one', recording_id, sum(issues_at_one), sum(issues_at_one_before)
    from stays
    group by 1, 2
    union all
    select 'stay', recording_id || ' ' || cast(run_number as varchar), streak, streak_before
    from stays
),

entries as (
    select
        history.*,
        bests.value as issues_at_one
    from core.chart_history as history
    inner join bests
        on history.recording_id = bests.rival and bests.counted = 'issues_at_one'
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date = cast(:on as date)
        and history.previous_date is not null
        and history.is_best
),

ranked as (
    select
        *,
        row_number() over (partition by counted order by value desc nulls last, rival asc nulls last) as place,
        row_number() over (
            partition by counted
            order by value_before desc nulls last, rival asc nulls last
        ) as place_before
    from bests
),

-- The two best are enough: for the best one the best of the others is the second, for the rest it is the first.
heads as (
    select
        counted,
        max(case when place = 1 then rival end) as first_rival,
        max(case when place = 1 then value end) as first_value,
        max(case when place = 2 then value end) as second_value,
        max(case when place_before = 1 then rival end) as first_rival_before,
        max(case when place_before = 1 then value_before end) as first_value_before,
        max(case when place_before = 2 then value_before end) as second_value_before
    from ranked
    where place <= 2 or place_before <= 2
    group by 1
),

rivals as (
    select 'issues_on_chart' as counted, recording_id, recording_id as rival
    from entries
    union all
    select 'issues_at_one', recording_id, recording_id
    from entries
    union all
    select 'stay', recording_id, recording_id || ' ' || cast(run_number as varchar)
    from entries
),

standings as (
    select
        rivals.counted,
        rivals.recording_id,
        bests.value,
        bests.value_before,
        case when heads.first_rival = rivals.rival then heads.second_value else heads.first_value end as best_of_others,
        case when heads.first_rival_before = rivals.rival then heads.second_value_before else heads.first_value_before end as best_of_others_before
    from rivals
    inner join bests
        on rivals.counted = bests.counted and rivals.rival = bests.rival
    inner join heads
        on rivals.counted = heads.counted
    where bests.value > bests.value_before
),

jumps as (
    select
        max(case when history.chart_date < cast(:on as date) then history.movement end) as best_before,
        max(case when history.chart_date = cast(:on as date) then history.movement end) as best_here
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:on as date)
        and history.is_best
        and history.missing_before = 0
),

found as (
    select
        1 as turn,
        'first_number_one' as milestone,
        'issues_at_one' as counted,
        recording_id,
        issues_at_one as value,
        cast(null as bigint) as best_of_others
    from entries
    where position = 1 and issues_at_one = 1
    union all
    select 2, 'round_count', 'issues_on_chart', recording_id, issues_on_chart, cast(null as bigint)
    from entries
    where mod(issues_on_chart, 100) = 0
    union all
    select 3, 'record_broken', counted, recording_id, value, best_of_others
    from standings
    where value > best_of_others and value_before <= best_of_others_before
    union all
    select 3, 'record_broken', 'jump', entries.recording_id, entries.movement, jumps.best_before
    from entries
    inner join jumps
        on entries.movement = jumps.best_here
    where jumps.best_before > 0 and jumps.best_here > jumps.best_before
    union all
    select 4, 'record_tied', counted, recording_id, value, best_of_others
    from standings
    where value = best_of_others and value_before < best_of_others_before
    union all
    select 4, 'record_tied', 'jump', entries.recording_id, entries.movement, jumps.best_before
    from entries
    inner join jumps
        on entries.movement = jumps.best_here
    where jumps.best_before > 0 and jumps.best_here = jumps.best_before
    union all
    select 5, 'longest_stay_in_progress', 'stay', recording_id, streak, cast(null as bigint)
    from entries
    qualify rank() over (order by streak desc nulls last) = 1
)

select
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
    on found.recording_id = entries.recording_id
left join core.song_names as names
    on entries.source = names.source and entries.song_id = names.song_id
where (
    cast(:artist as varchar) is null
    or entries.song_id in (
        select credits.song_id
        from core.song_credits as credits
        where credits.source = :source and credits.artist_id = :artist
    )
)
qualify cast(:limit as bigint) is null or rank() over (order by found.turn asc nulls last, entries.position asc nulls last) <= cast(:limit as bigint)
order by found.turn asc nulls last, entries.position asc nulls last, found.counted asc nulls last, entries.song_id asc nulls last

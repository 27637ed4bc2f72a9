-- grain: one row per milestone of the issue and song
-- title: Milestones
-- question: Which songs passed a milestone in this issue?
-- parameter: chart = the global one, slug of the chart or source/slug
-- parameter: on = the newest, date of an issue
-- draw: table, value = at least
-- column: milestone, first_number_one, round_count (every hundredth issue on the chart), record_broken (more than anybody else ever had, and not so in the issue before), record_tied (as many, and not so before) or longest_stay_in_progress
-- column: counted, what is counted: issues_on_chart, issues_at_one, stay (consecutive observed issues) or jump (positions up since the previous issue)
-- column: position, place on the chart [position]
-- column: song, title
-- column: artists, all credited artists in the order of their credits
-- column: value, what the song has reached
-- column: best_of_others, best that any other song had reached by this issue; for a jump, any song in an earlier issue
-- column: censored, the value may be larger: the song was on the first observed issue, or issues since its debut are unobserved
-- column: song_id, id of the song at the source
-- The first observed issue has none. A jump over unobserved issues does not count.
with stays as (
    select
        h.recording_id,
        h.run_number,
        max(h.issues_on_chart) as issues,
        max(case when h.chart_date < cast(:on as date) then h.issues_on_chart else 0 end) as issues_before,
        max(h.streak) as streak,
        max(case when h.chart_date < cast(:on as date) then h.streak else 0 end) as streak_before,
        sum(case when h.position = 1 then 1 else 0 end) as issues_at_one,
        sum(case when h.position = 1 and h.chart_date < cast(:on as date) then 1 else 0 end) as issues_at_one_before
    from core.chart_history as h
    where h.source = :source and h.chart = :chart and h.chart_date <= cast(:on as date) and h.is_best
    group by 1, 2
),

-- A song may hold a record by an earlier stay, so a stay is a rival of another stay of the same song.
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
        h.*,
        b.value as issues_at_one
    from core.chart_history as h
    inner join bests as b
        on h.recording_id = b.rival and b.counted = 'issues_at_one'
    where
        h.source = :source
        and h.chart = :chart
        and h.chart_date = cast(:on as date)
        and h.previous_date is not null
        and h.is_best
),

ranked as (
    select
        *,
        row_number() over (partition by counted order by value desc nulls last, rival asc nulls last) as place,
        row_number() over (partition by counted order by value_before desc nulls last, rival asc nulls last) as place_before
    from bests
),

-- The two best are enough: the best of others is the second only for the best itself.
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
        r.counted,
        r.recording_id,
        b.value,
        b.value_before,
        case when h.first_rival = r.rival then h.second_value else h.first_value end as best_of_others,
        case when h.first_rival_before = r.rival then h.second_value_before else h.first_value_before end as best_of_others_before
    from rivals as r
    inner join bests as b
        on r.counted = b.counted and r.rival = b.rival
    inner join heads as h
        on r.counted = h.counted
    where b.value > b.value_before
),

jumps as (
    select
        max(case when h.chart_date < cast(:on as date) then h.movement end) as best_before,
        max(case when h.chart_date = cast(:on as date) then h.movement end) as best_here
    from core.chart_history as h
    where
        h.source = :source
        and h.chart = :chart
        and h.chart_date <= cast(:on as date)
        and h.is_best
        and h.missing_before = 0
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
    select 3, 'record_broken', 'jump', i.recording_id, i.movement, j.best_before
    from entries as i
    inner join jumps as j
        on i.movement = j.best_here
    where j.best_before > 0 and j.best_here > j.best_before
    union all
    select 4, 'record_tied', counted, recording_id, value, best_of_others
    from standings
    where value = best_of_others and value_before < best_of_others_before
    union all
    select 4, 'record_tied', 'jump', i.recording_id, i.movement, j.best_before
    from entries as i
    inner join jumps as j
        on i.movement = j.best_here
    where j.best_before > 0 and j.best_here = j.best_before
    union all
    select 5, 'longest_stay_in_progress', 'stay', recording_id, streak, cast(null as bigint)
    from entries
    qualify rank() over (order by streak desc nulls last) = 1
)

select
    f.milestone,
    f.counted,
    i.position,
    n.song,
    n.artists,
    cast(f.value as bigint) as value,
    cast(f.best_of_others as bigint) as best_of_others,
    f.counted <> 'jump' and (i.debut_censored or i.expected_since_debut > i.observed_since_debut) as censored,
    i.song_id
from found as f
inner join entries as i
    on f.recording_id = i.recording_id
left join core.song_names as n
    on i.source = n.source and i.song_id = n.song_id
order by f.turn asc nulls last, i.position asc nulls last, f.counted asc nulls last

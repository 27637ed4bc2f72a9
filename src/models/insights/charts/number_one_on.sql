-- grain: one row per song at no. 1 on the issue
-- title: Number one on a day
-- question: Which song was at no. 1 on a day?
-- parameter: chart = the global one
-- parameter: on = the newest
-- draw: table, issues_at_one = at least, reign_issues = at least
-- key: chart_date, song, artists, issues_at_one
-- column: reign_number, which reign of the song this is, from 1 [reign]
-- column: reign_since, first issue of this reign
-- column: reign_issues, issues of this reign up to this one [issues]
-- column: issues_at_one, observed issues at no. 1 up to this one [issues]
-- column: censored, as in insights.chart
with leaders as (
    select history.*
    from core.chart_history as history
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date = cast(:on as date)
        and history.position = 1
        and history.is_best
),

numbered as (
    select
        reigns.recording_id,
        reigns.first_date,
        row_number() over (partition by reigns.recording_id order by reigns.first_date asc nulls last) as reign_number
    from core.reigns as reigns
    where reigns.source = :source and reigns.chart = :chart and reigns.first_date <= cast(:on as date)
),

newest_reigns as (
    select *
    from numbered
    qualify row_number() over (partition by recording_id order by reign_number desc nulls last) = 1
),

counted as (
    select
        newest_reigns.recording_id,
        newest_reigns.first_date,
        newest_reigns.reign_number,
        count(*) as issues_at_one,
        sum(case when history.chart_date >= newest_reigns.first_date then 1 else 0 end) as reign_issues
    from newest_reigns
    inner join leaders
        on newest_reigns.recording_id = leaders.recording_id
    inner join core.chart_history as history
        on newest_reigns.recording_id = history.recording_id
    where
        history.source = :source
        and history.chart = :chart
        and history.chart_date <= cast(:on as date)
        and history.position = 1
        and history.is_best
    group by 1, 2, 3
)

select
    leaders.chart_date,
    names.song,
    names.artists,
    counted.reign_number,
    counted.first_date as reign_since,
    cast(counted.reign_issues as bigint) as reign_issues,
    counted.issues_at_one,
    leaders.debut_censored or leaders.expected_since_debut > leaders.observed_since_debut as censored,
    leaders.previous_position,
    leaders.debut_date,
    leaders.issues_on_chart,
    leaders.song_id
from leaders
inner join counted
    on leaders.recording_id = counted.recording_id
left join shared.names_of_chart as names
    on leaders.song_id = names.song_id
order by leaders.song_id asc nulls last

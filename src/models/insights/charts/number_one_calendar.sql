-- grain: one row per issue and song at no. 1; an issue without an entry at no. 1 has one row without a song
-- title: Number ones by date
-- question: Which song was at no. 1 on each issue?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: limit = all, maximum number of rows, the newest issues
-- draw: line of issues_at_one by song, issues_at_one = at least
-- key: chart_date, song, artists
-- column: arrival, new (at no. 1 for the first time), back (again, after another song) or empty (as on the issue before, or on the first observed issue)
-- column: reign_number, as in insights.number_one_on
-- column: reign_issues, as in insights.number_one_on
-- column: issues_at_one, as in insights.number_one_on
-- column: censored, as in insights.chart
with numbered_reigns as (
    select
        reigns.recording_id,
        reigns.first_date,
        reigns.last_date,
        row_number() over (partition by reigns.recording_id order by reigns.first_date asc nulls last) as reign_number,
        sum(reigns.issues) over (
            partition by reigns.recording_id order by reigns.first_date asc nulls last
            rows between unbounded preceding and current row
        ) - reigns.issues as earlier_issues
    from core.reigns as reigns
    where reigns.source = :source and reigns.chart = :chart
),

leaders as (
    select
        entries.chart_date,
        entries.song_id,
        entries.is_censored as censored,
        reigns.reign_number,
        reigns.earlier_issues,
        row_number() over (
            partition by entries.recording_id, reigns.reign_number
            order by entries.chart_date asc nulls last
        ) as reign_issues
    from core.notable_entries as entries
    inner join numbered_reigns as reigns
        on entries.recording_id = reigns.recording_id and entries.chart_date between reigns.first_date and reigns.last_date
    where entries.source = :source and entries.chart = :chart and entries.position = 1
),

cells as (
    select
        issues.chart_date,
        issues.issue_number,
        leaders.song_id,
        cast(leaders.earlier_issues + leaders.reign_issues as bigint) as issues_at_one,
        leaders.reign_issues,
        leaders.reign_number,
        leaders.censored,
        rank() over (order by issues.chart_date desc nulls last, leaders.song_id asc nulls last) as age
    from core.published_issues as issues
    left join leaders
        on issues.chart_date = leaders.chart_date
    where
        issues.source = :source
        and issues.chart = :chart
        and issues.chart_date between cast(:from as date) and cast(:to as date)
        and (cast(:artist as varchar) is null or leaders.song_id in shared.songs_of_artist)
)

select
    cells.chart_date,
    names.song,
    names.artists,
    case
        when cells.issue_number = 1 then null
        when cells.issues_at_one = 1 then 'new'
        when cells.reign_issues = 1 then 'back'
    end as arrival,
    cells.reign_number,
    cells.reign_issues,
    cells.issues_at_one,
    cells.censored,
    cells.song_id
from cells
left join shared.names_of_chart as names
    on cells.song_id = names.song_id
where cells.age <= coalesce(cast(:limit as bigint), cells.age)
order by cells.chart_date asc nulls last, cells.song_id asc nulls last

-- grain: one row per chart
-- title: Freshness
-- question: How old is the newest issue of each chart, and is one due or late?
-- parameter: chart = all
-- parameter: now = the clock, the instant to compare with
-- parameter: limit = all, charts with the oldest newest issue
-- derived metrics: none
-- draw: table
-- key: chart, newest_date, age, state, days_late
-- column: chart_name, as in bi.charts
-- column: newest_date, date of the newest issue
-- column: age, days from the newest issue to now [days]
-- column: next_date, the next issue that the calendar expects
-- column: state, current (the next issue is in the future), due (it is today) or late; imported where plays are counted, which are as new as the last export
-- column: days_late, days from the next expected issue to now; null unless late [days]
with newest as (
    select
        issues.*,
        cast(cast(:now as timestamp) as date) as today
    from core.published_issues as issues
    where cast(:chart as varchar) is null or (issues.source = :source and issues.chart = :chart)
    qualify row_number() over (partition by issues.source, issues.chart order by issues.chart_date desc nulls last) = 1
),

days_ahead as (
    select 1 as days union all select 2 as days union all select 3 as days union all select 4 as days
    union all select 5 as days union all select 6 as days union all select 7 as days
),

candidates as (
    select
        newest.source,
        newest.chart,
        newest.cadence,
        newest.weekdays,
        days_ahead.days,
        cast(newest.chart_date + cast(days_ahead.days as integer) as date) as candidate_date
    from newest
    cross join days_ahead
),

-- 1900-01-01 was a Monday.
expected as (
    select
        source,
        chart,
        min(candidate_date) as next_date
    from candidates
    where
        case
            when weekdays is not null
                then weekdays like '%' || cast(mod(datediff('day', cast('1900-01-01' as date), candidate_date), 7) + 1 as varchar) || '%'
            when cadence = 'weekly' then days = 7
            else days = 1
        end
    group by 1, 2
)

select
    newest.source,
    newest.chart,
    newest.chart_name,
    newest.chart_date as newest_date,
    newest.fetched_at,
    datediff('day', newest.chart_date, newest.today) as age,
    newest.cadence,
    newest.weekdays,
    expected.next_date,
    case
        when newest.counts_plays then 'imported'
        when expected.next_date > newest.today then 'current'
        when expected.next_date = newest.today then 'due'
        else 'late'
    end as state,
    case when expected.next_date < newest.today and not newest.counts_plays then datediff('day', expected.next_date, newest.today) end as days_late
from newest
inner join expected
    on newest.source = expected.source and newest.chart = expected.chart
qualify cast(:limit as bigint) is null or rank() over (order by newest.chart_date asc nulls last) <= cast(:limit as bigint)
order by newest.source asc nulls last, newest.chart asc nulls last

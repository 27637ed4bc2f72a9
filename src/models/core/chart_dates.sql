-- grain: one row per chart date and standing: the snapshot that wins the date, and the one that is published
-- materialized: issue
-- column: standing, winner (the best snapshot of the date) or published (the best snapshot that fails no check)
-- What is the best snapshot follows from the order in core.winners, also among those that may be published. A snapshot that
-- fails a check is published only after a person approves it; the approval holds for every transform version.
with withheld as (
    select distinct
        failed.source,
        failed.chart,
        failed.chart_date,
        failed.snapshot_id
    from core.failed_checks as failed
    inner join core.charts_in_scope as in_scope
        on failed.source = in_scope.source and failed.chart = in_scope.chart
    where not exists (
        select 1
        from landing.settings as settings
        where
            settings.kind = 'approval'
            and settings.source = failed.source
            and settings.chart = failed.chart
            and settings.chart_date = failed.chart_date
            and settings.snapshot_id = failed.snapshot_id
    )
),

-- A window moves all columns of its rows, so what is only passed on is joined at the end.
snapshots_in_scope as (
    select
        snapshots.source,
        snapshots.chart,
        snapshots.chart_date,
        snapshots.snapshot_id,
        snapshots.fetched_at,
        snapshots.entry_count,
        snapshots.chart_size,
        snapshots.cadence,
        snapshots.weekdays,
        in_scope.changed_from
    from core.snapshots as snapshots
    inner join core.charts_in_scope as in_scope
        on snapshots.source = in_scope.source and snapshots.chart = in_scope.chart
),

candidates as (
    select
        'winner' as standing,
        snapshots.*
    from snapshots_in_scope as snapshots
    inner join core.winners as winners
        on
            snapshots.source = winners.source
            and snapshots.chart = winners.chart
            and snapshots.chart_date = winners.chart_date
            and snapshots.snapshot_id = winners.snapshot_id
    union all
    select
        'published' as standing,
        snapshots.*
    from snapshots_in_scope as snapshots
    where not exists (
        select 1
        from withheld
        where
            withheld.source = snapshots.source
            and withheld.chart = snapshots.chart
            and withheld.chart_date = snapshots.chart_date
            and withheld.snapshot_id = snapshots.snapshot_id
    )
),

sized as (
    select
        *,
        max(entry_count) over (partition by standing, source, chart, chart_date) as largest_entry_count
    from candidates
),

chosen as (
    select *
    from sized
    qualify row_number() over (
        partition by standing, source, chart, chart_date
        order by
            case when 2 * entry_count >= largest_entry_count then 0 else 1 end asc nulls last,
            fetched_at desc nulls last,
            snapshot_id desc nulls last
    ) = 1
),

in_order as (
    select
        *,
        row_number() over (partition by standing, source, chart order by chart_date asc nulls last) as issue_number,
        lag(chart_date) over (partition by standing, source, chart order by chart_date asc nulls last) as previous_date,
        lag(chart_size) over (partition by standing, source, chart order by chart_date asc nulls last) as previous_size,
        datediff('day', cast('1900-01-01' as date), chart_date) as day_number
    from chosen
),

with_distance as (
    select
        *,
        datediff('day', previous_date, chart_date) as days_since,
        datediff('day', cast('1900-01-01' as date), previous_date) as previous_day_number
    from in_order
),

-- Counts the issues that the calendar expected between the two dates. 1900-01-01 was a Monday, so the number of days up
-- to day n that fall on ISO weekday w is floor((n - (w - 1)) / 7) + 1.
with_gap as (
    select
        *,
        case
            when previous_date is null then 0
            when weekdays is not null
                then
                    case when weekdays like '%1%' then floor((day_number - 1) / 7) - floor(previous_day_number / 7) else 0 end
                    + case when weekdays like '%2%' then floor((day_number - 2) / 7) - floor((previous_day_number - 1) / 7) else 0 end
                    + case when weekdays like '%3%' then floor((day_number - 3) / 7) - floor((previous_day_number - 2) / 7) else 0 end
                    + case when weekdays like '%4%' then floor((day_number - 4) / 7) - floor((previous_day_number - 3) / 7) else 0 end
                    + case when weekdays like '%5%' then floor((day_number - 5) / 7) - floor((previous_day_number - 4) / 7) else 0 end
                    + case when weekdays like '%6%' then floor((day_number - 6) / 7) - floor((previous_day_number - 5) / 7) else 0 end
                    + case when weekdays like '%7%' then floor((day_number - 7) / 7) - floor((previous_day_number - 6) / 7) else 0 end
            when cadence = 'weekly'
                then case when floor(days_since / 7) > 1 then floor(days_since / 7) - 1 else 0 end
            else days_since - 1
        end as missing
    from with_distance
),

counted as (
    select
        *,
        sum(1 + missing) over (
            partition by standing, source, chart
            order by chart_date asc nulls last
            rows between unbounded preceding and current row
        ) as expected
    from with_gap
)

select
    counted.standing,
    counted.source,
    counted.chart,
    counted.chart_date,
    counted.snapshot_id,
    snapshots.transform_version,
    snapshots.fetched_at,
    snapshots.chart_name,
    snapshots.chart_size,
    snapshots.expected_size,
    snapshots.scope,
    snapshots.market,
    snapshots.cadence,
    snapshots.weekdays,
    snapshots.identity,
    snapshots.source_version,
    snapshots.content_hash,
    snapshots.raw_key,
    snapshots.source_url,
    snapshots.credits_complete,
    snapshots.entry_count,
    snapshots.filled_positions,
    snapshots.reject_count,
    snapshots.counts_plays,
    counted.issue_number,
    counted.previous_date,
    counted.previous_size,
    cast(counted.missing as bigint) as missing_before,
    cast(counted.expected as bigint) as expected_issues
from counted
inner join core.snapshots as snapshots
    on
        counted.source = snapshots.source
        and counted.chart = snapshots.chart
        and counted.chart_date = snapshots.chart_date
        and counted.snapshot_id = snapshots.snapshot_id
where counted.chart_date >= counted.changed_from

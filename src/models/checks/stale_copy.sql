-- grain: one row per snapshot that is proven to be a copy of another issue
-- level: error
-- scope: issue
-- rule: where songs and positions stay the same, the publisher's counts of issues move
-- Of consecutive copies the first is published. At the beginning of a chart it is the last: the copies before it were
-- filled in later.
with copies as (
    select
        equal_issues.source,
        equal_issues.chart,
        case when equal_issues.begins_chart then equal_issues.previous_date else equal_issues.chart_date end as chart_date,
        equal_issues.first_copy_date,
        equal_issues.last_copy_date
    from core.equal_issues as equal_issues
    inner join core.charts_in_scope as in_scope
        on equal_issues.source = in_scope.source and equal_issues.chart = in_scope.chart
    where
        equal_issues.is_stale_copy
        and case when equal_issues.begins_chart then equal_issues.previous_date else equal_issues.chart_date end >= in_scope.changed_from
),

copied as (
    select
        snapshots.source,
        snapshots.chart,
        snapshots.chart_date,
        snapshots.snapshot_id,
        snapshots.transform_version,
        snapshots.landed_entries,
        winners.snapshot_id as winner_id,
        copies.first_copy_date,
        copies.last_copy_date
    from copies
    inner join core.winners as winners
        on copies.source = winners.source and copies.chart = winners.chart and copies.chart_date = winners.chart_date
    inner join core.snapshots as snapshots
        on
            copies.source = snapshots.source
            and copies.chart = snapshots.chart
            and copies.chart_date = snapshots.chart_date
            and winners.landed_entries = snapshots.landed_entries
),

entries as (
    select distinct
        entries.source,
        entries.chart,
        entries.chart_date,
        entries.snapshot_id,
        entries.position,
        entries.song_id,
        entries.source_issues_on_chart
    from landing.chart_entries as entries
    inner join copied
        using (source, chart, chart_date, snapshot_id, transform_version)
),

-- Another snapshot of the date is a copy too if it equals the best one.
equal_entries as (
    select
        copied.source,
        copied.chart,
        copied.chart_date,
        copied.snapshot_id,
        count(*) as entries
    from copied
    inner join entries
        on
            copied.source = entries.source
            and copied.chart = entries.chart
            and copied.chart_date = entries.chart_date
            and copied.snapshot_id = entries.snapshot_id
    inner join entries as winner_entries
        on
            copied.source = winner_entries.source
            and copied.chart = winner_entries.chart
            and copied.chart_date = winner_entries.chart_date
            and copied.winner_id = winner_entries.snapshot_id
            and entries.position = winner_entries.position
            and entries.song_id = winner_entries.song_id
            and entries.source_issues_on_chart is not distinct from winner_entries.source_issues_on_chart
    group by 1, 2, 3, 4
)

select
    copied.source,
    copied.chart,
    copied.chart_date,
    copied.snapshot_id,
    copied.transform_version,
    'the publisher''s counts prove copies of one issue from '
    || lpad(cast(extract(year from copied.first_copy_date) as varchar), 4, '0')
    || '-' || lpad(cast(extract(month from copied.first_copy_date) as varchar), 2, '0')
    || '-' || lpad(cast(extract(day from copied.first_copy_date) as varchar), 2, '0')
    || ' to ' || lpad(cast(extract(year from copied.last_copy_date) as varchar), 4, '0')
    || '-' || lpad(cast(extract(month from copied.last_copy_date) as varchar), 2, '0')
    || '-' || lpad(cast(extract(day from copied.last_copy_date) as varchar), 2, '0') as detail
from copied
inner join equal_entries
    on
        copied.source = equal_entries.source
        and copied.chart = equal_entries.chart
        and copied.chart_date = equal_entries.chart_date
        and copied.snapshot_id = equal_entries.snapshot_id
        and copied.landed_entries = equal_entries.entries

-- grain: one row per chart and reason
-- title: Rejects
-- question: What could not be read, and why?
-- parameter: chart = all
-- parameter: from = all
-- parameter: to = all
-- parameter: limit = all
-- derived metrics: none
-- draw: table
-- key: chart, reason, rejects, example_detail
-- column: reason, why the items were rejected
-- column: rejects, rejected items of all snapshots [items]
-- column: snapshots, snapshots with such an item [snapshots]
-- column: first_date, first chart date with such an item
-- column: last_date, last chart date with such an item
-- column: example_date, chart date of the newest such item
-- column: example_position, position of that item in the raw list [position]
-- column: example_detail, what was wrong with that item
-- column: example_json, first 200 characters of that item
with versions as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.snapshot_id,
        max(issues.transform_version) as transform_version
    from landing.chart_issues as issues
    group by 1, 2, 3, 4
),

-- A response that failed as a whole may have been stored again and read since.
read_since as (
    select
        issues.source,
        issues.snapshot_id,
        max(issues.transform_version) as transform_version
    from landing.chart_issues as issues
    group by 1, 2
),

-- A newer version of the transform may read what an older one could not, so only the newest version of a snapshot counts.
items as (
    select rejects.*
    from landing.rejects as rejects
    left join versions
        on
            rejects.source = versions.source
            and rejects.chart = versions.chart
            and rejects.chart_date = versions.chart_date
            and rejects.snapshot_id = versions.snapshot_id
    left join read_since
        on
            rejects.source = read_since.source
            and rejects.snapshot_id = read_since.snapshot_id
    where
        (cast(:chart as varchar) is null or (rejects.source = :source and rejects.chart = :chart))
        and rejects.chart_date >= coalesce(cast(:from as date), rejects.chart_date)
        and rejects.chart_date <= coalesce(cast(:to as date), rejects.chart_date)
        and rejects.transform_version = coalesce(versions.transform_version, rejects.transform_version)
        and (rejects.reject_number > 0 or coalesce(read_since.transform_version, 0) < rejects.transform_version)
    qualify row_number() over (
        partition by rejects.source, rejects.chart, rejects.chart_date, rejects.snapshot_id, rejects.reject_number
        order by rejects.transform_version desc nulls last
    ) = 1
),

totals as (
    select
        source,
        chart,
        reason,
        count(*) as rejects,
        count(distinct snapshot_id) as snapshots,
        min(chart_date) as first_date,
        max(chart_date) as last_date
    from items
    group by 1, 2, 3
),

examples as (
    select *
    from items
    qualify row_number() over (
        partition by source, chart, reason
        order by
            chart_date desc nulls last,
            fetched_at desc nulls last,
            snapshot_id desc nulls last,
            reject_number asc nulls last
    ) = 1
)

select
    totals.source,
    totals.chart,
    totals.reason,
    totals.rejects,
    totals.snapshots,
    totals.first_date,
    totals.last_date,
    examples.chart_date as example_date,
    examples.position as example_position,
    examples.detail as example_detail,
    left(examples.item_json, 200) as example_json
from totals
inner join examples
    on totals.source = examples.source and totals.chart = examples.chart and totals.reason = examples.reason
qualify cast(:limit as bigint) is null or rank() over (order by totals.rejects desc nulls last) <= cast(:limit as bigint)
order by
    totals.rejects desc nulls last,
    totals.source asc nulls last,
    totals.chart asc nulls last,
    totals.reason asc nulls last

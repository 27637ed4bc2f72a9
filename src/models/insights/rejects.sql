-- grain: one row per chart and reason
-- title: Rejects
-- question: What could not be read, and why?
-- parameter: chart = all, slug of the chart or source/slug
-- derives: nothing
-- draw: table
-- column: source, chart source
-- column: chart, slug of the chart
-- column: reason, why the item was rejected
-- column: rejects, items of all snapshots [items]
-- column: snapshots, snapshots with such an item [snapshots]
-- column: first_date, first chart date with such an item
-- column: last_date, last chart date with such an item
-- column: example_date, chart date of the newest such item
-- column: example_position, its place in the raw list [position]
-- column: example_detail, what was wrong with it
-- column: example_json, its first 200 characters
with versions as (
    select
        i.source,
        i.chart,
        i.chart_date,
        i.snapshot_id,
        max(i.transform_version) as transform_version
    from landing.chart_issues as i
    group by 1, 2, 3, 4
),

-- A newer transform may read what an older one could not, so only the newest of a snapshot counts.
items as (
    select r.*
    from landing.rejects as r
    left join versions as v
        on
            r.source = v.source
            and r.chart = v.chart
            and r.chart_date = v.chart_date
            and r.snapshot_id = v.snapshot_id
    where
        (cast(:chart as varchar) is null or (r.source = :source and r.chart = :chart))
        and r.transform_version = coalesce(v.transform_version, r.transform_version)
    qualify row_number() over (
        partition by r.source, r.chart, r.chart_date, r.snapshot_id, r.reject_number
        order by r.transform_version desc nulls last
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
    t.source,
    t.chart,
    t.reason,
    t.rejects,
    t.snapshots,
    t.first_date,
    t.last_date,
    e.chart_date as example_date,
    e.position as example_position,
    e.detail as example_detail,
    left(e.item_json, 200) as example_json
from totals as t
inner join examples as e
    on t.source = e.source and t.chart = e.chart and t.reason = e.reason
order by t.rejects desc nulls last, t.source asc nulls last, t.chart asc nulls last, t.reason asc nulls last

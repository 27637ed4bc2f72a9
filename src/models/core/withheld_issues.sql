-- grain: one row per chart date whose best snapshot fails a check and is approved by nobody
-- column: checks, the checks that it fails
-- column: failures, rows that break them [rows]
-- column: example, one of these, in words
-- column: published_snapshot_id, the older snapshot that stands in; null where the date is unobserved instead
with withheld as (
    select
        i.source,
        i.chart,
        i.chart_date,
        i.snapshot_id,
        i.transform_version,
        i.fetched_at,
        p.snapshot_id as published_snapshot_id
    from core.issues as i
    left join core.published_issues as p
        on i.source = p.source and i.chart = p.chart and i.chart_date = p.chart_date
    where i.snapshot_id is distinct from p.snapshot_id
),

failed as (
    select
        f.source,
        f.chart,
        f.chart_date,
        f.check_name,
        count(*) as failures,
        min(f.detail) as example
    from core.failed_checks as f
    inner join withheld as w
        on
            f.source = w.source
            and f.chart = w.chart
            and f.chart_date = w.chart_date
            and f.snapshot_id = w.snapshot_id
            and f.transform_version = w.transform_version
    group by 1, 2, 3, 4
),

told as (
    select
        *,
        listagg(check_name, ', ') within group (order by check_name asc nulls last)
            over (partition by source, chart, chart_date) as checks,
        sum(failures) over (partition by source, chart, chart_date) as all_failures
    from failed
    qualify row_number() over (partition by source, chart, chart_date order by check_name asc nulls last) = 1
)

select
    w.source,
    w.chart,
    w.chart_date,
    w.snapshot_id,
    w.fetched_at,
    t.checks,
    cast(t.all_failures as bigint) as failures,
    t.example,
    w.published_snapshot_id
from withheld as w
inner join told as t
    on w.source = t.source and w.chart = t.chart and w.chart_date = t.chart_date

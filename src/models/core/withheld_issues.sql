-- grain: one row per chart date whose best snapshot fails a check and is approved by nobody
-- column: checks, the checks that it fails
-- column: failures, rows that break them [rows]
-- column: example, one of these, in words
-- column: published_snapshot_id, the older snapshot that stands in; null where the date is unobserved instead
with withheld as (
    select
        issues.source,
        issues.chart,
        issues.chart_date,
        issues.snapshot_id,
        issues.transform_version,
        issues.fetched_at,
        published.snapshot_id as published_snapshot_id
    from core.issues as issues
    left join core.published_issues as published
        on issues.source = published.source and issues.chart = published.chart and issues.chart_date = published.chart_date
    where issues.snapshot_id is distinct from published.snapshot_id
),

failed as (
    select
        failed.source,
        failed.chart,
        failed.chart_date,
        failed.check_name,
        count(*) as failures,
        min(failed.detail) as example
    from core.failed_checks as failed
    inner join withheld
        on
            failed.source = withheld.source
            and failed.chart = withheld.chart
            and failed.chart_date = withheld.chart_date
            and failed.snapshot_id = withheld.snapshot_id
            and failed.transform_version = withheld.transform_version
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
    withheld.source,
    withheld.chart,
    withheld.chart_date,
    withheld.snapshot_id,
    withheld.fetched_at,
    told.checks,
    cast(told.all_failures as bigint) as failures,
    told.example,
    withheld.published_snapshot_id
from withheld
inner join told
    on withheld.source = told.source and withheld.chart = told.chart and withheld.chart_date = told.chart_date

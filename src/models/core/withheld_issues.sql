-- grain: one row per chart date whose best snapshot fails a check and has no approval
-- column: checks, names of the failed checks
-- column: failures, rows that break these checks [rows]
-- column: example, detail of one of these rows
-- column: published_snapshot_id, the older snapshot that is published instead; null if the date is unobserved
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
        on
            issues.source = published.source
            and issues.chart = published.chart
            and issues.chart_date = published.chart_date
    where issues.snapshot_id is distinct from published.snapshot_id
),

failed as (
    select
        failed_checks.source,
        failed_checks.chart,
        failed_checks.chart_date,
        failed_checks.check_name,
        count(*) as failures,
        min(failed_checks.detail) as example
    from core.failed_checks as failed_checks
    inner join withheld
        using (source, chart, chart_date, snapshot_id, transform_version)
    group by 1, 2, 3, 4
),

summarized as (
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
    summarized.checks,
    cast(summarized.all_failures as bigint) as failures,
    summarized.example,
    withheld.published_snapshot_id
from withheld
inner join summarized
    on withheld.source = summarized.source and withheld.chart = summarized.chart and withheld.chart_date = summarized.chart_date

-- grain: one row per snapshot of a chart date, and transform version, that a person has purged
-- What states that it was stored after the purge is not purged, nor is what was fetched after it. A file does not
-- state when it was imported: an import is purged unless it states the purge, and so is a snapshot that a purge names.
select distinct
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.snapshot_id,
    issues.transform_version
from landing.chart_issues as issues
inner join landing.settings as purges
    on
        issues.source = purges.source
        and issues.chart = coalesce(purges.chart, issues.chart)
        and issues.chart_date = coalesce(purges.chart_date, issues.chart_date)
        and issues.snapshot_id = coalesce(purges.snapshot_id, issues.snapshot_id)
where
    purges.kind = 'purge'
    and (issues.after_purge is null or issues.after_purge < purges.decided_at)
    and (
        purges.snapshot_id is not null
        or issues.snapshot_id like 'import-%'
        or issues.fetched_at <= purges.decided_at
    )

-- grain: one row per published issue: a chart on a date
-- key: issue_key
-- refers: chart_key to charts
-- column: entry_count, entries of the issue; fewer than its size if an item could not be read, more if songs tie [entries]
-- column: reject_count, items that could not be read [items]
select
    issues.source || '/' || issues.chart || '/' || lpad(cast(extract(year from issues.chart_date) as varchar), 4, '0')
    || '-' || lpad(cast(extract(month from issues.chart_date) as varchar), 2, '0')
    || '-' || lpad(cast(extract(day from issues.chart_date) as varchar), 2, '0') as issue_key,
    issues.source || '/' || issues.chart as chart_key,
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.chart_name,
    issues.chart_size,
    cast(issues.issue_number as bigint) as issue_number,
    issues.previous_date,
    cast(issues.missing_before as bigint) as missing_before,
    issues.entry_count,
    issues.reject_count,
    issues.credits_complete,
    issues.fetched_at,
    issues.snapshot_id,
    row_number() over (partition by issues.source, issues.chart order by issues.chart_date desc nulls last) = 1 as is_newest
from core.published_issues as issues

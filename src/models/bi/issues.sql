-- grain: one row per published issue: a chart on a day
-- key: issue_key
-- refers: chart_key to charts
-- column: issue_key, source/chart/date
-- column: chart_key, the chart
-- column: source, chart source, e.g. simulator, spotify, deezer
-- column: chart, slug of the chart, stable for ever
-- column: chart_date, the day that the chart describes
-- column: chart_name, name of the chart at that time
-- column: chart_size, positions of this issue: it differs from chart to chart and from time to time [positions]
-- column: issue_number, which observed issue of the chart this is, from 1 [issue]
-- column: previous_date, date of the previous observed issue; null for the first
-- column: missing_before, issues that the calendar expected since the previous observed one, and that were not observed [issues]
-- column: entry_count, entries of the issue; fewer than its size where an item could not be read [entries]
-- column: reject_count, items that could not be read [items]
-- column: credits_complete, false where only the lead artist is known
-- column: fetched_at, when the source answered, UTC
-- column: snapshot_id, the fetch or import that the row comes from
-- column: is_newest, the newest observed issue of its chart
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

-- grain: one row per entry of a published issue
select
    entries.*,
    issues.issue_number
from landing.chart_entries as entries
inner join core.published_issues as issues
    using (source, chart, chart_date, snapshot_id, transform_version)

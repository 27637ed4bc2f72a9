-- grain: one row per issue with the same songs at the same positions as the issue before
-- level: warn
-- scope: issue
-- rule: an issue differs from the issue before
-- A person plays a single song in many a week, so charts of the source listens are left out.
-- Playlists sometimes stay the same for a day, so such an issue is published unless stale_copy proves that it is a copy.
select
    equal_issues.source,
    equal_issues.chart,
    equal_issues.chart_date,
    equal_issues.snapshot_id,
    equal_issues.transform_version,
    'the same as the issue before; equal issues from '
    || lpad(cast(extract(year from equal_issues.first_date) as varchar), 4, '0')
    || '-' || lpad(cast(extract(month from equal_issues.first_date) as varchar), 2, '0')
    || '-' || lpad(cast(extract(day from equal_issues.first_date) as varchar), 2, '0')
    || ' to ' || lpad(cast(extract(year from equal_issues.last_date) as varchar), 4, '0')
    || '-' || lpad(cast(extract(month from equal_issues.last_date) as varchar), 2, '0')
    || '-' || lpad(cast(extract(day from equal_issues.last_date) as varchar), 2, '0') as detail
from core.equal_issues as equal_issues
inner join core.charts_in_scope as in_scope
    on equal_issues.source = in_scope.source and equal_issues.chart = in_scope.chart
where equal_issues.source <> 'listens'

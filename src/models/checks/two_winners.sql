-- grain: one row per chart date that is published twice
-- level: error
-- scope: global
-- rule: a chart date is published once
-- column: issues, how often it is published [issues]
select
    source,
    chart,
    chart_date,
    count(*) as issues
from core.published_issues
group by 1, 2, 3
having count(*) > 1

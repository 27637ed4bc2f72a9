-- grain: one row per chart that a load recomputes
-- materialized: scope
-- column: changed_from, first issue that may have changed
-- As a view: every chart with all its issues. A warehouse that updates models chart by chart keeps here the charts that a
-- load changes. It recomputes the issues from the first change on, because rows of earlier issues depend on none of them.
select distinct
    source,
    chart,
    cast('0001-01-01' as date) as changed_from
from landing.chart_issues

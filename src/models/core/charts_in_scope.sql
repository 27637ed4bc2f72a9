-- grain: one row per chart that a load recomputes
-- materialized: scope
-- column: changed_from, first issue that may have changed; null if that is unknown
-- As a view: every chart. A warehouse that updates models chart by chart keeps here the charts that a load changes.
select distinct
    source,
    chart,
    cast(null as date) as changed_from
from landing.chart_issues

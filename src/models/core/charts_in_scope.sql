-- grain: one row per chart that a load recomputes
-- kept: scope
-- column: changed_from, first issue about which anything may have changed; null where that is not known
-- Every chart; a warehouse that keeps models chart by chart fills this with the charts that a load touched.
select distinct
    source,
    chart,
    cast(null as date) as changed_from
from landing.chart_issues

-- grain: one row per chart that a load recomputes
-- kept: scope
-- Every chart; a warehouse that keeps models chart by chart fills this with the charts that a load touched.
select distinct
    source,
    chart
from landing.chart_issues

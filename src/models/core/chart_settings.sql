-- grain: one row per chart whose configuration has changed since issues of it were stored: the newest configuration
-- column: chart_name, configured name; null: each issue keeps its own
-- column: scope, configured scope: global, market or other; null: each issue keeps its own scope and market
-- column: cadence, configured cadence; null: each issue keeps its own calendar
-- It applies to all issues of the chart, those that were stored before it included.
select
    source,
    chart,
    chart_name,
    scope,
    market,
    cadence,
    weekdays,
    decided_at
from landing.settings
where kind = 'chart' and chart is not null
qualify row_number() over (
    partition by source, chart
    order by
        decided_at desc nulls last,
        chart_name asc nulls last,
        scope asc nulls last,
        market asc nulls last,
        cadence asc nulls last,
        weekdays asc nulls last
) = 1

-- grain: one row per issue of the chart :chart in the span that is compared with the previous one
-- column: depth, as in insights.turnover
-- column: size_changed, as in insights.turnover
-- column: has_hole, the issue has a position without an entry
-- A span of one issue is named as its day, too: DuckDB takes any span for long, and would read all names of songs for it.
-- The first observed issue is compared with none, and one after unobserved issues only by :across_gaps.
select
    issues.source,
    issues.chart,
    issues.chart_date,
    issues.previous_date,
    issues.missing_before,
    issues.filled_positions < issues.chart_size as has_hole,
    issues.previous_size <> issues.chart_size as size_changed,
    case when issues.previous_size < issues.chart_size then issues.previous_size else issues.chart_size end as depth
from core.published_issues as issues
where
    issues.source = :source
    and issues.chart = :chart
    and issues.chart_date between cast(:from as date) and cast(:to as date)
    and issues.chart_date = case when :from = :to then cast(:from as date) else issues.chart_date end
    and issues.previous_date is not null
    and (issues.missing_before = 0 or cast(:across_gaps as boolean))

-- grain: one row per chart of which records are counted from the entries: lists of several places, of a span and as of an earlier day
select
    charts.source,
    charts.chart
from core.charts as charts
where
    (cast(:chart as varchar) is null or (charts.source = :source and charts.chart = :chart))
    and (:limit > 1 or coalesce(cast(:as_of as date), cast(:from as date), cast(:to as date)) is not null)

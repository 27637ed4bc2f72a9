-- grain: one row per album of a snapshot in core.snapshots
select albums.*
from landing.albums as albums
inner join core.snapshots as snapshots
    using (source, chart, chart_date, snapshot_id, transform_version)

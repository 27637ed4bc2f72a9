-- grain: one row per artist of a snapshot in core.snapshots
select artists.*
from landing.artists as artists
inner join core.snapshots as snapshots
    using (source, chart, chart_date, snapshot_id, transform_version)

-- grain: one row per song of a snapshot in core.snapshots
select
    songs.*,
    snapshots.identity
from landing.songs as songs
inner join core.snapshots as snapshots
    using (source, chart, chart_date, snapshot_id, transform_version)

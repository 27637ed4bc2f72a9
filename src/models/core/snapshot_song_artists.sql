-- grain: one row per credit of a snapshot in core.snapshots
select song_artists.*
from landing.song_artists as song_artists
inner join core.snapshots as snapshots
    using (source, chart, chart_date, snapshot_id, transform_version)

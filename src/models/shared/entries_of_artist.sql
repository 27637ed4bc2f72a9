-- grain: one row per entry of a song of the artist :artist on the chart :chart in the span, the better one of a recording
select history.*
from core.chart_history as history
where
    history.source = :source
    and history.chart = :chart
    and history.chart_date between cast(:from as date) and cast(:to as date)
    and history.is_best
    and history.song_id in (
        select credits.song_id
        from shared.counted_credits as credits
    )

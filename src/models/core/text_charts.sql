-- grain: one row per chart that has credits as text
-- On all other charts both ways of reading credits are the same.
select distinct
    chart_songs.source,
    chart_songs.chart
from core.chart_songs as chart_songs
inner join core.text_credits as texts
    on chart_songs.source = texts.source and chart_songs.song_id = texts.song_id

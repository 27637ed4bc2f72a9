-- grain: one row per song of a chart, artist that it is credited to, and way to read credits
-- column: credits_as, how credits were read: text, split, or both if the chart has no credits as text
select distinct
    chart_songs.source,
    chart_songs.chart,
    chart_songs.song_id,
    chart_songs.first_date,
    chart_songs.last_date,
    case when text_charts.chart is null then 'both' else credits.credits_as end as credits_as,
    credits.artist_id
from core.chart_songs as chart_songs
inner join core.credit_lists as credits
    on chart_songs.source = credits.source and chart_songs.song_id = credits.song_id
left join core.text_charts as text_charts
    on chart_songs.source = text_charts.source and chart_songs.chart = text_charts.chart
where text_charts.chart is not null or credits.credits_as = 'split'

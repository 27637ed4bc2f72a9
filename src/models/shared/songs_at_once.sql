-- grain: one row per issue of the chart :chart and artist with several songs on it, by :credit and :credits; of the artist :artist also with one
-- column: songs, as in core.artists_at_once
-- Stored for each credited artist. For lead artists alone, and for one artist, the entries are counted.
select
    at_once.artist_id,
    at_once.chart_date,
    at_once.songs
from core.artists_at_once as at_once
where
    at_once.source = :source
    and at_once.chart = :chart
    and at_once.credits_as in (:credits, 'both')
    and :credit = 'each'
    and cast(:artist as varchar) is null
union all
select
    credits.artist_id,
    history.chart_date,
    count(*) as songs
from core.chart_history as history
inner join (
    select distinct
        counted_credits.song_id,
        counted_credits.artist_id
    from shared.counted_credits as counted_credits
) as credits
    on history.song_id = credits.song_id
where
    history.source = :source
    and history.chart = :chart
    and history.is_best
    and (:credit = 'lead' or cast(:artist as varchar) is not null)
group by 1, 2
having count(*) > 1 or cast(:artist as varchar) is not null

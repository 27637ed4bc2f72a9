-- grain: one row per credit of a song: the newest list of its credits
-- kept: song
-- column: credit_count, artists credited on the song [artists]
with newest_credits as (
    select
        l.source,
        l.song_id,
        l.artist_id,
        l.credit_position
    from landing.song_artists as l
    inner join core.snapshots as s
        on
            l.source = s.source
            and l.chart = s.chart
            and l.chart_date = s.chart_date
            and l.snapshot_id = s.snapshot_id
            and l.transform_version = s.transform_version
    inner join core.songs_in_scope as x
        on l.source = x.source and l.song_id = x.song_id
    qualify rank() over (
        partition by l.source, l.song_id
        order by
            l.fetched_at desc nulls last,
            l.chart_date desc nulls last,
            l.chart desc nulls last,
            l.snapshot_id desc nulls last,
            l.transform_version desc nulls last
    ) = 1
),

distinct_credits as (
    select distinct
        source,
        song_id,
        artist_id,
        credit_position
    from newest_credits
)

select
    source,
    song_id,
    artist_id,
    credit_position,
    count(artist_id) over (partition by source, song_id) as credit_count
from distinct_credits

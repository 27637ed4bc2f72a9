-- grain: one row per credit of a song, from the newest list of its credits
-- materialized: song
-- column: credit_count, artists credited on the song [artists]
with newest_credits as (
    select
        credits.source,
        credits.song_id,
        credits.artist_id,
        credits.credit_position
    from landing.song_artists as credits
    inner join core.catalogue_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join core.songs_in_scope as in_scope
        on credits.source = in_scope.source and credits.song_id = in_scope.song_id
    qualify rank() over (
        partition by credits.source, credits.song_id
        order by
            credits.fetched_at desc nulls last,
            credits.chart_date desc nulls last,
            credits.chart desc nulls last,
            credits.snapshot_id desc nulls last,
            credits.transform_version desc nulls last
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

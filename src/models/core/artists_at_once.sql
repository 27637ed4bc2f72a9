-- grain: one row per artist with several songs on an issue
-- materialized: issue
-- column: credits_as, as in core.chart_credits
-- column: songs, songs of the artist on the issue [songs]
-- An artist has several songs at once only if one arrives before another has left. Counting all other songs issue by
-- issue would be slow and needless.
with credited_songs as (
    select
        credits.*,
        dense_rank() over (
            order by
                credits.source asc nulls last,
                credits.chart asc nulls last,
                credits.credits_as asc nulls last,
                credits.artist_id asc nulls last
        ) as artist_number,
        max(credits.last_date) over (
            partition by credits.source, credits.chart, credits.credits_as, credits.artist_id
            order by credits.first_date asc nulls last, credits.song_id asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as last_date_before,
        lead(credits.first_date) over (
            partition by credits.source, credits.chart, credits.credits_as, credits.artist_id
            order by credits.first_date asc nulls last, credits.song_id asc nulls last
        ) as first_date_after
    from core.chart_credits as credits
    inner join core.charts_in_scope as in_scope
        on
            credits.source = in_scope.source
            and credits.chart = in_scope.chart
            and credits.last_date >= in_scope.changed_from
),

artists as (
    select distinct
        source,
        chart,
        credits_as,
        artist_id,
        artist_number
    from credited_songs
),

counted as (
    select
        credited_songs.artist_number,
        history.issue_number,
        min(history.chart_date) as chart_date,
        count(*) as songs
    from core.chart_history as history
    inner join core.charts_in_scope as in_scope
        on
            history.source = in_scope.source
            and history.chart = in_scope.chart
            and history.chart_date >= in_scope.changed_from
    inner join credited_songs
        on
            history.source = credited_songs.source
            and history.chart = credited_songs.chart
            and history.song_id = credited_songs.song_id
    where
        history.is_best
        and (credited_songs.first_date <= credited_songs.last_date_before or credited_songs.first_date_after <= credited_songs.last_date)
    group by 1, 2
    having count(*) > 1
)

select
    artists.source,
    artists.chart,
    counted.chart_date,
    artists.credits_as,
    artists.artist_id,
    counted.songs
from counted
inner join artists
    on counted.artist_number = artists.artist_number

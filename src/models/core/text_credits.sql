-- grain: one row per name that the text of credits of a song may contain, from its newest text
-- materialized: song
-- column: is_alone, the text is this name alone
with newest_names as (
    select
        credits.source,
        credits.song_id,
        credits.credit_number,
        credits.artist_id,
        credits.group_number,
        credits.form
    from landing.text_credits as credits
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

distinct_names as (
    select distinct *
    from newest_names
)

select
    source,
    song_id,
    credit_number,
    artist_id,
    group_number,
    form,
    form = 'always' and count(*) over (partition by source, song_id) = 1 as is_alone
from distinct_names

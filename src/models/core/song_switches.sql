-- grain: one row per pair of songs where one id replaced the other between adjacent issues of a chart
-- materialized: song
-- column: song_id, the id that left
-- column: other_song_id, the id that replaced it
-- column: switched_on, first issue with the new id, on any chart
-- column: title_key, the title key that both songs had; the first in alphabetical order if there are several
-- column: variant_key, the variant key that both songs had with that title key
-- A chart has many departures and arrivals. So only songs that once had the same keys and differ in length by 3 to 10
-- seconds are compared; songs that are closer in length are one recording by their title.
with shared_keys as (
    select keys.*
    from core.song_keys as keys
    inner join core.songs_in_scope as in_scope
        on keys.source = in_scope.source and keys.song_id = in_scope.song_id
    where keys.duration_ms is not null
    qualify
        max(keys.duration_ms) over (partition by keys.source, keys.title_key, keys.variant_key, keys.credit_key)
        - min(keys.duration_ms) over (partition by keys.source, keys.title_key, keys.variant_key, keys.credit_key) > 3000
),

pairs as (
    select
        gone.source,
        gone.song_id,
        came.song_id as other_song_id,
        gone.title_key,
        gone.variant_key
    from shared_keys as gone
    inner join shared_keys as came
        on
            gone.source = came.source
            and gone.title_key = came.title_key
            and gone.variant_key = came.variant_key
            and gone.credit_key = came.credit_key
            and gone.song_id <> came.song_id
            and abs(gone.duration_ms - came.duration_ms) > 3000
            and abs(gone.duration_ms - came.duration_ms) <= 10000
    qualify row_number() over (
        partition by gone.source, gone.song_id, came.song_id
        order by gone.title_key asc nulls last, gone.variant_key asc nulls last, gone.credit_key asc nulls last
    ) = 1
),

presence as (
    select distinct
        entries.source,
        entries.chart,
        issues.issue_number,
        entries.chart_date,
        entries.song_id
    from landing.chart_entries as entries
    inner join core.published_issues as issues
        using (source, chart, chart_date, snapshot_id, transform_version)
    inner join (select distinct source, song_id from pairs) as switchable
        on entries.source = switchable.source and entries.song_id = switchable.song_id
)

select
    pairs.source,
    pairs.song_id,
    pairs.other_song_id,
    min(came.chart_date) as switched_on,
    pairs.title_key,
    pairs.variant_key
from pairs
inner join presence as gone
    on pairs.source = gone.source and pairs.song_id = gone.song_id
inner join presence as came
    on
        pairs.source = came.source
        and pairs.other_song_id = came.song_id
        and gone.chart = came.chart
        and came.issue_number = gone.issue_number + 1
left join presence as stayed
    on
        pairs.source = stayed.source
        and pairs.song_id = stayed.song_id
        and came.chart = stayed.chart
        and came.issue_number = stayed.issue_number
left join presence as earlier
    on
        pairs.source = earlier.source
        and pairs.other_song_id = earlier.song_id
        and gone.chart = earlier.chart
        and gone.issue_number = earlier.issue_number
where stayed.song_id is null and earlier.song_id is null
group by pairs.source, pairs.song_id, pairs.other_song_id, pairs.title_key, pairs.variant_key

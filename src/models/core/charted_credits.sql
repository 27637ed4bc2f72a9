-- grain: one row per credit of a song of a chart, and of a recording that one of them belongs to
-- materialized: charted_song
-- column: credits_as, text or split as in core.credit_lists, or both if the two ways have this credit
-- core.credit_lists chart by chart, as core.charted_names.
with charted as (
    select
        seen.source,
        seen.chart,
        seen.song_id
    from core.seen_songs as seen
    inner join core.songs_in_scope as in_scope
        on seen.source = in_scope.source and seen.song_id = in_scope.song_id
    union
    select
        seen.source,
        seen.chart,
        recordings.recording_id
    from core.recordings as recordings
    inner join core.songs_in_scope as in_scope
        on recordings.source = in_scope.source and recordings.recording_id = in_scope.song_id
    inner join core.seen_songs as seen
        on recordings.source = seen.source and recordings.song_id = seen.song_id
    where recordings.recording_id <> seen.song_id
),

credits as (
    select
        lists.source,
        lists.song_id,
        lists.artist_id,
        lists.credit_position,
        lists.credit_count,
        case when min(lists.credits_as) = max(lists.credits_as) then min(lists.credits_as) else 'both' end as credits_as
    from core.credit_lists as lists
    inner join core.songs_in_scope as in_scope
        on lists.source = in_scope.source and lists.song_id = in_scope.song_id
    group by 1, 2, 3, 4, 5
)

select
    charted.source,
    charted.chart,
    charted.song_id,
    credits.credits_as,
    credits.artist_id,
    credits.credit_position,
    credits.credit_count
from charted
inner join credits
    on charted.source = credits.source and charted.song_id = credits.song_id

-- grain: one row per pair of songs with a decision by a person: the newest decision
-- column: decision, join (one recording) or split (two recordings)
-- If a decision is withdrawn, the rules decide again about the pair.
with newest as (
    select
        source,
        song_id,
        other_song_id,
        kind as decision,
        decided_at
    from landing.settings
    where kind in ('join', 'split', 'withdrawn') and song_id is not null and other_song_id is not null
    qualify row_number() over (
        partition by
            source,
            case when song_id < other_song_id then song_id else other_song_id end,
            case when song_id < other_song_id then other_song_id else song_id end
        order by decided_at desc nulls last, kind desc nulls last, song_id asc nulls last
    ) = 1
)

select *
from newest
where decision <> 'withdrawn'

-- grain: one row per pair of songs with a decision by a person: the newest decision
-- column: decision, join (one recording) or split (two recordings)
-- If a decision is withdrawn, the rules decide again about the pair. The configuration says join and split, the commands
-- say joined and parted: a pair that leaves the configuration withdraws only what the configuration had said.
with newest as (
    select
        source,
        song_id,
        other_song_id,
        case kind when 'joined' then 'join' when 'parted' then 'split' else kind end as decision,
        decided_at
    from landing.settings
    where kind in ('join', 'split', 'joined', 'parted', 'withdrawn') and song_id is not null and other_song_id is not null
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

-- grain: one row per recording that has the ISRC of a recording seen earlier
-- level: warn
-- scope: global
-- rule: songs with the same ISRC are one recording, unless a person split them
-- column: chart, chart with the first issue of the song
-- column: chart_date, date of that issue
-- column: song_id, the song that was seen later
-- column: other_song_id, the song that was seen earlier
-- The two have different titles or variants, and their lengths are unknown or differ by more than 3 seconds, so one of the ISRCs is
-- probably wrong.
with first_seen as (
    select
        source,
        song_id,
        chart,
        first_date
    from core.seen_songs
    qualify row_number() over (
        partition by source, song_id order by first_date asc nulls last, chart asc nulls last
    ) = 1
),

coded as (
    select
        songs.source,
        songs.isrc,
        songs.song_id,
        coalesce(songs.song_name, songs.song_id) as song,
        recordings.recording_id,
        first_seen.chart,
        first_seen.first_date
    from core.songs as songs
    inner join core.recordings as recordings
        on songs.source = recordings.source and songs.song_id = recordings.song_id
    inner join first_seen
        on songs.source = first_seen.source and songs.song_id = first_seen.song_id
    where songs.isrc is not null
    qualify row_number() over (
        partition by songs.source, songs.isrc, recordings.recording_id
        order by first_seen.first_date asc nulls last, songs.song_id asc nulls last
    ) = 1
),

ordered as (
    select
        *,
        row_number() over (
            partition by source, isrc order by first_date asc nulls last, song_id asc nulls last
        ) as place
    from coded
)

select
    later.source,
    later.chart,
    later.first_date as chart_date,
    later.isrc,
    later.song_id,
    earlier.song_id as other_song_id,
    'one ISRC, two songs: ' || later.isrc || ' is ' || later.song || ' (' || later.song_id || ') and '
    || earlier.song || ' (' || earlier.song_id || ')' as detail
from ordered as later
inner join ordered as earlier
    on later.source = earlier.source and later.isrc = earlier.isrc and later.place > 1 and earlier.place = 1
where not exists (
    select 1
    from core.decisions as decisions
    where
        decisions.decision = 'split'
        and decisions.source = later.source
        and decisions.other_song_id = later.song_id
)

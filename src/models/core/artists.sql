-- grain: one row per artist of a source, with its newest data
-- Without the names in texts of credits that turned out to be parts of longer names.
with possible as (
    select distinct
        source,
        artist_id
    from core.text_credits
),

credited as (
    select distinct
        credits.source,
        credits.artist_id
    from core.song_credits as credits
    inner join possible
        on credits.source = possible.source and credits.artist_id = possible.artist_id
)

select
    artists.source,
    artists.artist_id,
    artists.artist_name,
    artists.url
from core.known_artists as artists
left join possible
    on artists.source = possible.source and artists.artist_id = possible.artist_id
left join credited
    on artists.source = credited.source and artists.artist_id = credited.artist_id
where possible.artist_id is null or credited.artist_id is not null

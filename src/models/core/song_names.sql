-- grain: one row per song, with its title and credits as text
-- materialized: song
with credits as (
    select
        credits.source,
        credits.song_id,
        credits.credit_count,
        coalesce(artists.artist_name, credits.artist_id) as artist,
        row_number() over (
            partition by credits.source, credits.song_id
            order by credits.credit_position asc nulls last, credits.artist_id asc nulls last
        ) as credit_number
    from core.song_artists as credits
    left join core.known_artists as artists
        on credits.source = artists.source and credits.artist_id = artists.artist_id
    inner join core.songs_in_scope as in_scope
        on credits.source = in_scope.source and credits.song_id = in_scope.song_id
),

lead_credits as (
    select *
    from credits
    where credit_number = 1
),

-- Most songs have one artist. Joining the names of several artists is a thousand times slower, so it is limited to these.
several as (
    select distinct
        source,
        song_id,
        nullif(
            listagg(artist, ', ') within group (order by credit_number asc nulls last)
                over (partition by source, song_id),
            ''
        ) as artists
    from credits
    where credit_count > 1
)

select
    songs.source,
    songs.song_id,
    coalesce(songs.song_name, songs.song_id) as song,
    coalesce(several.artists, lead_credits.artist) as artists,
    lead_credits.artist as lead_artist
from core.songs as songs
inner join core.songs_in_scope as in_scope
    on songs.source = in_scope.source and songs.song_id = in_scope.song_id
left join lead_credits
    on songs.source = lead_credits.source and songs.song_id = lead_credits.song_id
left join several
    on songs.source = several.source and songs.song_id = several.song_id

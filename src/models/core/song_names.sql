-- grain: one row per song: its title and credits as people read them
-- kept: song
-- column: song, title, or the id where the source has removed the title
-- column: artists, names of all credited artists in the order of their credits
-- column: lead_artist, name of the first credited artist
with credits as (
    select
        c.source,
        c.song_id,
        c.credit_position,
        c.artist_id,
        c.credit_count,
        coalesce(a.artist_name, c.artist_id) as artist
    from core.song_artists as c
    left join core.artists as a
        on c.source = a.source and c.artist_id = a.artist_id
    inner join core.songs_in_scope as x
        on c.source = x.source and c.song_id = x.song_id
),

lead_credits as (
    select *
    from credits
    qualify row_number() over (
        partition by source, song_id
        order by credit_position asc nulls last, artist_id asc nulls last
    ) = 1
),

-- Most songs have one artist; to join the names of the others costs a thousand times more.
several as (
    select distinct
        source,
        song_id,
        nullif(
            listagg(artist, ', ') within group (order by credit_position asc nulls last, artist_id asc nulls last)
                over (partition by source, song_id),
            ''
        ) as artists
    from credits
    where credit_count > 1
)

select
    s.source,
    s.song_id,
    coalesce(s.song_name, s.song_id) as song,
    coalesce(m.artists, l.artist) as artists,
    l.artist as lead_artist
from core.songs as s
inner join core.songs_in_scope as x
    on s.source = x.source and s.song_id = x.song_id
left join lead_credits as l
    on s.source = l.source and s.song_id = l.song_id
left join several as m
    on s.source = m.source and s.song_id = m.song_id

-- grain: one row per song: its title and credits as people read them
-- kept: source
-- column: song, title, or the id where the source has removed the title
-- column: artists, names of all credited artists in the order of their credits
-- column: lead_artist, name of the first credited artist
with credits as (
    select
        c.source,
        c.song_id,
        c.credit_position,
        c.artist_id,
        coalesce(a.artist_name, c.artist_id) as artist
    from core.song_artists as c
    left join core.artists as a
        on c.source = a.source and c.artist_id = a.artist_id
    where c.source in (select s.source from core.charts_in_scope as s)
),

credit_lines as (
    select
        source,
        song_id,
        nullif(
            listagg(artist, ', ') within group (order by credit_position asc nulls last, artist_id asc nulls last)
                over (partition by source, song_id),
            ''
        ) as artists,
        first_value(artist) over (
            partition by source, song_id
            order by credit_position asc nulls last, artist_id asc nulls last
            rows between unbounded preceding and current row
        ) as lead_artist,
        row_number() over (
            partition by source, song_id
            order by credit_position asc nulls last, artist_id asc nulls last
        ) as credit_number
    from credits
)

select
    s.source,
    s.song_id,
    coalesce(s.song_name, s.song_id) as song,
    l.artists,
    l.lead_artist
from core.songs as s
left join credit_lines as l
    on s.source = l.source and s.song_id = l.song_id and l.credit_number = 1
where s.source in (select c.source from core.charts_in_scope as c)

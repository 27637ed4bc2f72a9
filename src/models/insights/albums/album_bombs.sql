-- grain: one row per album, with all its editions, and issue
-- title: Album bombs
-- question: When did three or more songs of one album debut on the same issue?
-- parameter: chart = the global one
-- parameter: from = the first issue
-- parameter: to = the newest
-- parameter: artist = all
-- parameter: least = 3, minimum number of debuts of one album on one issue
-- parameter: limit = 20
-- parameter: across_gaps = false, count debuts since the previous observed issue even if expected issues between the two are unobserved
-- needs: album
-- draw: table
-- key: chart_date, album, lead_artist, debuts, positions
-- column: place, rank by debuts; ties share a rank [place]
-- column: lead_artist, first credited artist of the debut with the best position
-- column: debuts, songs of the album that are on no earlier issue [songs]
-- column: positions, positions of the debuts, the best first [positions]
-- column: album_id, id of the album that represents all editions at the source
-- column: depth, positions that count: the smaller of the sizes of this issue and the previous one [positions]
with compared as (
    select *
    from shared.compared_issues as shared_issues
),

debuts as (
    select
        history.chart_date,
        compared.depth,
        editions.main_album_id,
        history.song_id,
        history.position,
        row_number() over (
            partition by history.chart_date, editions.main_album_id
            order by history.position asc nulls last
        ) as debut_number
    from core.chart_history as history
    inner join compared
        on history.chart_date = compared.chart_date
    inner join core.songs as songs
        on history.source = songs.source and history.song_id = songs.song_id
    inner join core.album_editions as editions
        on songs.source = editions.source and songs.album_id = editions.album_id
    where
        history.source = :source
        and history.chart = :chart
        and history.is_best
        and history.status = 'NEW'
        and history.position <= compared.depth
        and (cast(:artist as varchar) is null or history.song_id in shared.songs_of_artist)
),

bombs as (
    select
        *,
        count(*) over (partition by chart_date, main_album_id) as debut_count,
        listagg(cast(position as varchar), ', ') within group (order by position asc nulls last)
            over (partition by chart_date, main_album_id) as positions
    from debuts
    qualify count(*) over (partition by chart_date, main_album_id) >= :least
),

ranked as (
    select
        rank() over (order by debut_count desc nulls last) as place,
        *
    from bombs
    where debut_number = 1
)

select
    ranked.place,
    ranked.chart_date,
    coalesce(albums.album_name, ranked.main_album_id) as album,
    names.lead_artist,
    ranked.debut_count as debuts,
    albums.total_tracks,
    ranked.positions,
    ranked.depth,
    ranked.main_album_id as album_id
from ranked
left join core.albums as albums
    on ranked.main_album_id = albums.album_id and albums.source = :source
left join shared.names_of_chart as names
    on ranked.song_id = names.song_id
where ranked.place <= :limit
order by ranked.place asc nulls last, ranked.chart_date asc nulls last, ranked.main_album_id asc nulls last

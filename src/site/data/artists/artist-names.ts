import { readRows, type TypedRow } from '../../../warehouse/read-rows.ts'
import type { Warehouse } from '../../../warehouse/warehouse.ts'
import { bindList } from '../song-entries.ts'

const songCreditColumns = {
  artist_id: 'text',
  other_id: 'text',
  other_name: 'text?',
  songs: 'number',
  peak_position: 'number',
  is_censored: 'boolean',
} as const

/** The other artists of the songs of some artists that charted, those with most recordings first. */
export async function readCollaborators(
  warehouse: Warehouse,
  source: string,
  artists: readonly string[],
): Promise<TypedRow<typeof songCreditColumns>[]> {
  const { list, parameters } = bindList('artist', artists)
  const result = await warehouse.query(
    `select
        credits.artist_id,
        others.artist_id as other_id,
        max(names.artist_name) as other_name,
        count(distinct seen.recording_id) as songs,
        min(seen.best_position) as peak_position,
        max(case when seen.is_censored then 1 else 0 end) = 1 as is_censored
    from core.song_credits as credits
    inner join core.song_credits as others
        on credits.source = others.source and credits.song_id = others.song_id and credits.artist_id <> others.artist_id
    inner join core.chart_songs as seen
        on credits.source = seen.source and credits.song_id = seen.song_id
    left join core.known_artists as names
        on others.source = names.source and others.artist_id = names.artist_id
    where credits.source = :source and credits.artist_id in (${list})
    group by 1, 2
    order by 1 asc nulls last, 4 desc nulls last, 2 asc nulls last`,
    { source, ...parameters },
  )
  return readRows(result, songCreditColumns)
}

const albumColumns = {
  artist_id: 'text',
  album_id: 'text',
  album_name: 'text?',
  release_date: 'text?',
  songs: 'number',
} as const

/** The albums of the songs of some artists that charted, those with most recordings first. */
export async function readArtistAlbums(
  warehouse: Warehouse,
  source: string,
  artists: readonly string[],
): Promise<TypedRow<typeof albumColumns>[]> {
  const { list, parameters } = bindList('artist', artists)
  const result = await warehouse.query(
    `select
        credits.artist_id,
        songs.album_id,
        max(albums.album_name) as album_name,
        max(cast(albums.release_date as varchar)) as release_date,
        count(distinct seen.recording_id) as songs
    from core.song_credits as credits
    inner join core.chart_songs as seen
        on credits.source = seen.source and credits.song_id = seen.song_id
    inner join core.songs as songs
        on credits.source = songs.source and credits.song_id = songs.song_id
    left join core.albums as albums
        on songs.source = albums.source and songs.album_id = albums.album_id
    where credits.source = :source and credits.artist_id in (${list}) and songs.album_id is not null
    group by 1, 2
    order by 1 asc nulls last, 5 desc nulls last, 4 desc nulls last, 2 asc nulls last`,
    { source, ...parameters },
  )
  return readRows(result, albumColumns)
}

const nameColumns = { id: 'text', name: 'text?', url: 'text?' } as const

/** The names of artists by id. */
export async function readArtistNames(
  warehouse: Warehouse,
  source: string,
  artists: readonly string[],
): Promise<Map<string, TypedRow<typeof nameColumns>>> {
  const { list, parameters } = bindList('artist', artists)
  const result = await warehouse.query(
    `select
        artists.artist_id as id, artists.artist_name as name, artists.url
    from core.known_artists as artists
    where artists.source = :source and artists.artist_id in (${list})`,
    { source, ...parameters },
  )
  return new Map(readRows(result, nameColumns).map((row) => [row.id, row]))
}

const namedColumns = { song_id: 'text', song: 'text?', artists: 'text?' } as const

/** The title and the credits of a song, as the source writes them. */
export type NamedSong = TypedRow<typeof namedColumns>

/** The titles and credits of songs by id. */
export async function readNamedSongs(
  warehouse: Warehouse,
  source: string,
  songs: readonly string[],
): Promise<Map<string, NamedSong>> {
  const { list, parameters } = bindList('song', songs)
  const result = await warehouse.query(
    `select
        names.song_id, names.song, names.artists
    from core.song_names as names
    where names.source = :source and names.song_id in (${list})`,
    { source, ...parameters },
  )
  return new Map(readRows(result, namedColumns).map((row) => [row.song_id, row]))
}

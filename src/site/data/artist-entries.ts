import { readRows, type TypedRow } from '../../warehouse/read-rows.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { bindList } from './song-entries.ts'

const entryColumns = {
  artist_id: 'text',
  credit_position: 'number',
  chart: 'text',
  chart_date: 'text',
  recording_id: 'text',
  song_id: 'text',
  position: 'number',
  points: 'number?',
  points_share: 'number?',
  run_number: 'number',
  debut_date: 'text',
  debut_position: 'number',
  is_censored: 'boolean',
} as const

/** An entry of a song that credits an artist. */
export type ArtistEntry = TypedRow<typeof entryColumns>

/** The entries of some artists of a source, in order of artist, chart, date and position. */
export async function readArtistEntries(
  warehouse: Warehouse,
  source: string,
  artists: readonly string[],
): Promise<ArtistEntry[]> {
  const { list, parameters } = bindList('artist', artists)
  const result = await warehouse.query(
    `with credits as (
        select
            credits.artist_id,
            credits.song_id,
            min(credits.credit_position) as credit_position
        from core.song_credits as credits
        where credits.source = :source and credits.artist_id in (${list})
        group by 1, 2
    )

    select
        credits.artist_id, credits.credit_position, history.chart, history.chart_date, history.recording_id,
        history.song_id, history.position, history.points, history.points_share, history.run_number,
        history.debut_date, history.debut_position,
        history.debut_censored or history.expected_since_debut > history.observed_since_debut as is_censored
    from core.chart_history as history
    inner join credits
        on history.song_id = credits.song_id
    where history.source = :source and history.is_best
    order by
        credits.artist_id asc nulls last,
        history.chart asc nulls last,
        history.chart_date asc nulls last,
        history.position asc nulls last,
        history.song_id asc nulls last`,
    { source, ...parameters },
  )
  return readRows(result, entryColumns)
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

const songColumns = {
  song_id: 'text',
  song: 'text?',
  artists: 'text?',
  album_id: 'text?',
  album_name: 'text?',
  release_date: 'text?',
} as const

/** The title, credits and album of a song. */
export type NamedSong = TypedRow<typeof songColumns>

/** The titles, credits and albums of songs by id. */
export async function readNamedSongs(
  warehouse: Warehouse,
  source: string,
  songs: readonly string[],
): Promise<Map<string, NamedSong>> {
  const { list, parameters } = bindList('song', songs)
  const result = await warehouse.query(
    `select
        songs.song_id, names.song, names.artists, songs.album_id, albums.album_name, albums.release_date
    from core.songs as songs
    left join core.song_names as names
        on songs.source = names.source and songs.song_id = names.song_id
    left join core.albums as albums
        on songs.source = albums.source and songs.album_id = albums.album_id
    where songs.source = :source and songs.song_id in (${list})`,
    { source, ...parameters },
  )
  return new Map(readRows(result, songColumns).map((row) => [row.song_id, row]))
}

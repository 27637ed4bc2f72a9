import type { ArtistCellReader, CellArtists } from '../artist-cells.ts'
import { text } from '../json/fields.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { Artist, Song } from '../source.ts'
import { nameArtistId, textSongId } from '../text-ids.ts'
import type { CsvLayout } from './csv-columns.ts'

/** Separates the texts of a song; a text file never contains it. */
const SEPARATOR = '\0'

/** All fields of a row that describe its song, as one text: rows with equal texts have the same song. */
export function songKey({ columns }: CsvLayout, record: string[]): string {
  const id = field(record, columns.song_id) || field(record, columns.reference)
  return `${id}${SEPARATOR}${field(record, columns.song)}${SEPARATOR}${field(record, columns.artist)}${SEPARATOR}${field(record, columns.label)}`
}

/** True for a row that names its song. */
export function namesSong(
  { columns }: CsvLayout,
  identity: RawHeader['identity'],
  record: string[],
): boolean {
  if (field(record, columns.song).trim() !== '') return true
  if (identity === 'text') return false
  return field(record, columns.song_id).trim() !== '' || trackId(field(record, columns.reference)) !== null
}

/** The id in a Spotify URI or link of a track; null for anything else. */
function trackId(reference: string): string | null {
  return TRACK.exec(reference)?.[1] ?? null
}

const TRACK =
  /^\s*(?:spotify:track:|(?:https?:\/\/)?(?:open|play)\.spotify\.com\/(?:[a-z-]+\/)?track\/)([A-Za-z0-9]+)/

/** The artists in a key of a song. */
export function readKeyArtists(key: string, readArtists: ArtistCellReader): CellArtists {
  return readArtists(key.split(SEPARATOR)[2] ?? '')
}

/** Creates each song from its key, once. An artist is the same object in all songs. */
export function songMaker(
  layout: CsvLayout,
  header: Pick<RawHeader, 'identity'>,
  { keys, credits }: { keys: string[]; credits: CellArtists[] },
): (index: number) => Song {
  const songs: Song[] = new Array(keys.length)
  const artists = new Map<string, Artist>()

  const getArtist = (name: string): Artist => {
    const artist = artists.get(name) ?? { artist_id: nameArtistId(name), artist_name: name, url: null }
    artists.set(name, artist)
    return artist
  }
  const readCredits = (names: string[]): Artist[] => {
    const credits = names.filter((name) => name.trim() !== '').map(getArtist)
    return credits.filter(
      ({ artist_id }, at) => credits.findIndex((other) => other.artist_id === artist_id) === at,
    )
  }
  const make = (index: number): Song => {
    const key = keys[index] as string
    const { names, form } = credits[index] as CellArtists
    const [id = '', name = '', artist = '', label = ''] = key.split(SEPARATOR)
    const track = trackId(id)
    const plain = layout.columns.song_id === undefined || /[:/]/.test(id) ? null : text(id)
    const given = header.identity === 'text' ? null : (track ?? plain)
    const song: Song = {
      song_id: given?.trim() ?? textSongId(name, artist, header.identity !== 'text'),
      song_name: text(name),
      duration_ms: null,
      explicit: null,
      isrc: null,
      linked_from_id: null,
      label: text(label),
      popularity: null,
      url: track === null ? (/^https?:/.test(id) ? id : null) : `https://open.spotify.com/track/${track}`,
      album: null,
      artists: readCredits(names),
    }
    // Only where the text is all that is known of the song. In a source with ids a name is one artist.
    if (given !== null || song.artists.length === 0) return song
    if (form === 'text') song.credit_text = artist.trim()
    else song.credit_list = JSON.stringify(song.artists.map(({ artist_name }) => artist_name))
    return song
  }
  return (index) => (songs[index] ??= make(index))
}

function field(record: string[], index: number | undefined): string {
  return index === undefined ? '' : (record[index] ?? '')
}

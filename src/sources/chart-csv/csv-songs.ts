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

/**
 * Creates each song from its key, once. An artist is the same object in all songs. Files that name all artists separate
 * them by commas; the configuration lists the names that contain one.
 */
export function songMaker(
  layout: CsvLayout,
  header: Pick<RawHeader, 'identity' | 'unsplit_artists'>,
  keys: string[],
): (index: number) => Song {
  const songs: Song[] = new Array(keys.length)
  const artists = new Map<string, Artist>()
  const unsplit = new Set(header.unsplit_artists)

  const getArtist = (name: string): Artist => {
    const artist = artists.get(name) ?? { artist_id: nameArtistId(name), artist_name: name, url: null }
    artists.set(name, artist)
    return artist
  }
  const readCredits = (names: string): Artist[] => {
    const credits = (layout.lists_artists ? splitArtists(names, unsplit) : [names])
      .filter((name) => name.trim() !== '')
      .map(getArtist)
    return credits.filter(
      ({ artist_id }, at) => credits.findIndex((other) => other.artist_id === artist_id) === at,
    )
  }
  const make = (key: string): Song => {
    const [id = '', name = '', artist = '', label = ''] = key.split(SEPARATOR)
    const track = trackId(id)
    const plain = layout.columns.song_id === undefined || /[:/]/.test(id) ? null : text(id)
    const given = header.identity === 'text' ? null : (track ?? plain)
    return {
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
      artists: readCredits(artist),
    }
  }
  return (index) => (songs[index] ??= make(keys[index] as string))
}

/** The longest run of parts that is one listed name stays together. */
function splitArtists(names: string, unsplit: ReadonlySet<string>): string[] {
  const parts = names.split(', ')
  const artists: string[] = []
  for (let from = 0; from < parts.length; ) {
    let end = unsplit.size === 0 ? from + 1 : parts.length
    while (end > from + 1 && !unsplit.has(parts.slice(from, end).join(', '))) end--
    artists.push(parts.slice(from, end).join(', '))
    from = end
  }
  return artists
}

function field(record: string[], index: number | undefined): string {
  return index === undefined ? '' : (record[index] ?? '')
}

import type { CellArtists } from '../artist-cells.ts'
import { type DurationUnit, readDuration, readIdList } from '../chart-rows/column-values.ts'
import { createLink, type GivenId, readId } from '../chart-rows/id-values.ts'
import { readPosition } from '../chart-rows/read-numbers.ts'
import { splitList } from '../chart-rows/split-list.ts'
import { isrc, releaseDate, text } from '../json/fields.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { Album, Artist, Song } from '../source.ts'
import { nameAlbumId, nameArtistId, textSongId } from '../text-ids.ts'
import type { CsvLayout } from './csv-columns.ts'
import { createSongKeys, type SongFields } from './csv-song-fields.ts'

/** Creates each song from its key, once. An artist is the same object in all songs. */
export function songMaker(
  layout: CsvLayout,
  header: Pick<RawHeader, 'identity'>,
  { keys, credits }: { keys: string[]; credits: CellArtists[] },
): (index: number) => Song {
  const songs: Song[] = new Array(keys.length)
  const artists = new Map<string, Artist>()
  const { parse } = createSongKeys(layout)

  const getArtist = (name: string, id: string | null = null): Artist => {
    const artist_name = name === '' ? null : name
    const key = `${id ?? ''}\0${name}`
    const artist = artists.get(key) ?? { artist_id: id ?? nameArtistId(name), artist_name, url: null }
    artists.set(key, artist)
    return artist
  }
  const readCredits = (
    { artist = '', artist_ids = '', feats = '' }: SongFields,
    named: string[],
  ): Artist[] => {
    const ids = readIdList(artist_ids)
    const names = named.filter((name) => name.trim() !== '')
    const pairs = pairWithIds(artist, { names, ids, listsIds: layout.listsIds })
    const lead = pairs.map(([name, id]) => getArtist(name, id?.id ?? null))
    const others = splitList(feats).filter((name) => name !== '')
    const credits = [
      ...lead,
      ...others.map((name) => lead.find((each) => each.artist_name === name) ?? getArtist(name)),
    ]
    return credits.filter(
      ({ artist_id }, at) => credits.findIndex((other) => other.artist_id === artist_id) === at,
    )
  }
  const make = (index: number): Song => {
    const fields = parse(keys[index] as string)
    const { names, form } = credits[index] as CellArtists
    const { id = '', song: title = '', artist = '', url = '' } = fields
    const given = header.identity === 'text' ? null : readSongId(layout, id)
    const artists = readCredits(fields, names)
    const song: Song = {
      song_id: given?.id ?? textSongId(title, artist, header.identity !== 'text'),
      song_name: text(title),
      duration_ms: readDuration(fields.duration ?? '', layout.duration as DurationUnit),
      explicit: readExplicit(fields.explicit),
      isrc: isrc(fields.isrc),
      linked_from_id: null,
      label: text(fields.label),
      popularity: readPopularity(fields.popularity),
      url: /^https?:/.test(url) ? url : readUrl(id),
      album: readAlbum(fields, artists[0]),
      artists,
    }
    // Only where the text is all that is known of the song. In a source with ids a name is one artist.
    if (given !== null || artists.length === 0 || fields.artist_ids) return song
    if (form === 'text' && artists.length === 1) song.credit_text = artist.trim()
    else song.credit_list = JSON.stringify(artists.map(({ artist_name }) => artist_name))
    return song
  }
  return (index) => (songs[index] ??= make(index))
}

/** A link to an unknown site is the address of the song, not its id. */
function readSongId({ isYoutube, hasChosenId, columns, header }: CsvLayout, text: string): GivenId | null {
  if (text === '') return null
  const given = readId(text, 'song', { isYoutube })
  if (hasChosenId && (given === null || given.form === 'link'))
    return { id: text.toWellFormed(), form: 'uri' }
  const isAddress = /url|link|href/i.test(header[columns.id ?? -1] ?? '')
  return given?.form === 'link' && isAddress ? null : given
}

/** The address of a song whose id is one, or is part of one. */
function readUrl(id: string): string | null {
  if (id === '') return null
  const given = readId(id, 'song')
  return given === null ? null : createLink(given)
}

function readAlbum(
  { album = '', album_id = '', release_date }: SongFields,
  lead: Artist | undefined,
): Album | null {
  const given = readId(album_id, 'album')
  const album_name = text(album)
  if (given === null && album_name === null) return null
  return {
    album_id: given?.id ?? nameAlbumId(album, lead?.artist_name ?? ''),
    album_name,
    album_type: null,
    ...releaseDate(release_date, null),
    total_tracks: null,
    upc: null,
    url: null,
    lead_artist_id: null,
  }
}

function readExplicit(given: string | undefined): boolean | null {
  if (given === undefined || given === '') return null
  return /^(?:true|yes|1)$/i.test(given) ? true : /^(?:false|no|0)$/i.test(given) ? false : null
}

function readPopularity(given: string | undefined): number | null {
  const value = readPosition(given)
  return value >= 0 && value <= 100 ? value : null
}

/** Each name with its id: ids go by their place in a list, and only where it is clear which name is at that place. */
function pairWithIds(
  text: string,
  { names, ids, listsIds }: { names: string[]; ids: (GivenId | null)[]; listsIds: boolean },
): [name: string, id: GivenId | null][] {
  const pair = (parts: string[]): [string, GivenId | null][] =>
    parts.map((part, at) => [part, ids[at] ?? null])
  if (ids.length === 0) return pair(names)
  if (text === '') return ids.flatMap((id): [string, GivenId | null][] => (id === null ? [] : [['', id]]))
  if (names.length === ids.length || (!listsIds && ids.length === 1)) return pair(names)
  const parts = splitList(text)
  if (parts.length === ids.length || /;|^[[({]/.test(text)) return pair(parts.filter((part) => part !== ''))
  // One id for the whole text: `Tyler, The Creator`.
  return ids.length === 1 ? pair([text]) : names.map((name) => [name, null])
}

import { readPosition } from '../chart-rows/read-numbers.ts'
import { describeKind, given, list, record, text, whole } from '../json/fields.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { Album, Artist, Entry, Rejected, RejectReason, Song } from '../source.ts'
import { nameArtistId, textSongId } from '../text-ids.ts'

/** `first` is the least position of the line: where ranks begin at 0, they are read as 1 to n. */
export type LineEntryReader = (item: unknown, first: number) => Entry | Rejected

/** Reads entries of chart NDJSON; the same song is the same object as long as nothing about it changes. */
export function entryReader(identity: RawHeader['identity']): LineEntryReader {
  const songs = new Map<string, Song>()
  const toSong = (fields: Record<string, unknown>): Song | null => {
    const song = readSong(fields, identity)
    if (song === null) return null
    const key = JSON.stringify(song)
    const same = songs.get(key)
    if (same === undefined) songs.set(key, song)
    return same ?? song
  }
  return (item, first) => {
    const reject = (reason: RejectReason, detail: string | null, position: number | null = null) => ({
      position,
      reason,
      detail,
      item,
    })
    if (item === null) return reject('null_item', null)
    const fields = record(item)
    if (fields === null) return reject('unreadable', `expected an object, got ${describeKind(item)}`)
    const rank = readRank(fields.position)
    if (rank === null) {
      return reject('unreadable', `expected a position from 1, got ${given(fields.position)}`)
    }
    const position = first === 0 ? rank + 1 : rank
    const song = toSong(fields)
    if (song === null) return reject('no_song', 'neither a track id nor a title', position)
    return {
      position,
      song,
      added_at: null,
      metric: null,
      metric_name: null,
      source_previous_position: null,
      source_peak_position: null,
      source_issues_on_chart: null,
    }
  }
}

/** A rank from 0, as a number or a text. */
export function readRank(value: unknown): number | null {
  if (typeof value !== 'string') return whole(value)
  const rank = readPosition(value)
  return rank < 0 ? null : rank
}

/** The least rank of the entries of a line; 1 where they have none. */
export function findFirstRank(entries: unknown[]): number {
  const ranks = entries.map((entry) => readRank(record(entry)?.position)).filter((rank) => rank !== null)
  return ranks.reduce((least, rank) => Math.min(least, rank), ranks[0] ?? 1)
}

function readSong(fields: Record<string, unknown>, identity: RawHeader['identity']): Song | null {
  const song_name = text(fields.track_name)
  const artists = readArtists(fields.artists)
  const list = artists.map(({ artist_name }) => artist_name ?? '')
  const names = list.join(', ')
  const given = identity === 'text' ? null : text(fields.track_id)
  const song_id = given ?? (song_name === null ? null : textSongId(song_name, names, identity !== 'text'))
  if (song_id === null) return null
  const song: Song = {
    song_id,
    song_name,
    duration_ms: whole(fields.duration_ms),
    explicit: null,
    isrc: null,
    linked_from_id: null,
    label: null,
    popularity: null,
    url: null,
    album: readAlbum(fields),
    artists,
  }
  const hasNamesOnly =
    given === null && artists.every((artist, index) => artist.artist_id === nameArtistId(list[index] ?? ''))
  if (!hasNamesOnly || names.trim() === '') return song
  if (artists.length === 1) song.credit_text = names.trim()
  else song.credit_list = JSON.stringify(list)
  return song
}

function readAlbum(fields: Record<string, unknown>): Album | null {
  const album_id = text(fields.album_id)
  if (album_id === null) return null
  return {
    album_id,
    album_name: text(fields.album_name),
    album_type: null,
    release_date: null,
    release_date_precision: null,
    total_tracks: null,
    upc: null,
    url: null,
    lead_artist_id: null,
  }
}

/** Credits with neither id nor name are left out: nothing can be counted by them. */
function readArtists(value: unknown): Artist[] {
  const artists: Artist[] = []
  for (const each of list(value)) {
    const fields = record(each)
    const artist_name = text(fields?.name)
    const artist_id = text(fields?.id) ?? (artist_name === null ? null : nameArtistId(artist_name))
    if (artist_id === null || artists.some((other) => other.artist_id === artist_id)) continue
    artists.push({ artist_id, artist_name, url: null })
  }
  return artists
}

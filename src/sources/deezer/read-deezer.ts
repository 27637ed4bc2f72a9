import { bool, describeKind, isrc, list, record, releaseDate, text, whole } from '../json/fields.ts'
import type { Playlist, PlaylistFormat } from '../playlists/playlist-format.ts'
import type { Album, Artist, Entry, Rejected, RejectReason, Song } from '../source.ts'

/** Deezer's playlists: a page of tracks, a playlist with its tracks, or the tracks of a chart object. */
export const deezerPlaylists: PlaylistFormat = {
  readPlaylists: readDeezerPlaylists,
  isItem: isTrack,
  readItem,
  hasAllCredits: (items) =>
    items.every((item) => record(item) === null || list(record(item)?.contributors).length > 0),
}

function readDeezerPlaylists(answer: unknown): Playlist[] {
  const fields = record(answer)
  // An album and an artist have tracks too, but are not playlists.
  if (fields === null || ![undefined, 'playlist'].includes(fields.type as string | undefined)) return []
  const page = fields.tracks === undefined ? fields : (record(fields.tracks) ?? { data: fields.tracks })
  if (!Array.isArray(page.data))
    return fields.type === 'playlist' ? [readPlaylist(fields, { data: null })] : []
  return [readPlaylist(fields, page)]
}

function readPlaylist(fields: Record<string, unknown>, page: Record<string, unknown>): Playlist {
  return {
    id: readId(fields.id),
    name: text(fields.title),
    version: text(fields.checksum),
    url: text(fields.tracklist),
    total: whole(page.total) ?? whole(fields.nb_tracks),
    next: text(page.next),
    // Deezer leaves it out on the last page.
    states_next: true,
    offset: null,
    items: Array.isArray(page.data) ? page.data : null,
  }
}

function isTrack(item: unknown): boolean {
  const track = record(item)
  return track !== null && 'title' in track && 'duration' in track && record(track.artist) !== null
}

/** The position is the order in the list; `rank` is the popularity of the song. */
function readItem(item: unknown, position: number): Entry | Rejected {
  const reject = (reason: RejectReason, detail: string | null = null) => ({ position, reason, detail, item })
  if (item === null) return reject('null_item')
  const track = record(item)
  if (track === null) return reject('unreadable', `expected a track, got ${describeKind(item)}`)
  if (track.type === 'episode') return reject('episode', text(track.title))
  if (typeof track.type === 'string' && track.type !== 'track') {
    return reject('unreadable', `expected a track, got type ${track.type}`)
  }
  const { id } = track
  if (isMissing(id)) return reject('no_id', text(track.title))
  const song_id = readId(id)
  if (song_id === null) return reject('unreadable', `id: expected a whole number, got ${describeKind(id)}`)
  return {
    position,
    song: readSong(song_id, track),
    added_at: secondsToInstant(track.time_add),
    metric: null,
    metric_name: null,
    source_previous_position: null,
    source_peak_position: null,
    source_issues_on_chart: null,
  }
}

function readSong(song_id: string, track: Record<string, unknown>): Song {
  const seconds = whole(track.duration)
  return {
    song_id,
    song_name: text(track.title),
    duration_ms: seconds === null ? null : whole(seconds * 1000),
    explicit: bool(track.explicit_lyrics),
    isrc: isrc(track.isrc),
    linked_from_id: null,
    label: null,
    popularity: whole(track.rank),
    url: text(track.link),
    album: readAlbum(record(track.album)),
    artists: readArtists([track.artist, ...list(track.contributors)]),
  }
}

function readAlbum(album: Record<string, unknown> | null): Album | null {
  const album_id = readId(album?.id)
  if (album === null || album_id === null) return null
  return {
    album_id,
    album_name: text(album.title),
    album_type: text(album.record_type),
    ...releaseDate(album.release_date, null),
    total_tracks: whole(album.nb_tracks),
    upc: text(album.upc),
    url: text(album.link),
    lead_artist_id: readId(record(album.artist)?.id),
  }
}

function readArtists(credits: unknown[]): Artist[] {
  const artists: Artist[] = []
  for (const each of credits) {
    const artist = record(each)
    const artist_id = readId(artist?.id)
    if (artist === null || artist_id === null || artists.some((other) => other.artist_id === artist_id))
      continue
    artists.push({ artist_id, artist_name: text(artist.name), url: text(artist.link) })
  }
  return artists
}

/** Songs that Deezer no longer has come with 0 in place of an id. */
function isMissing(id: unknown): boolean {
  return id === null || id === undefined || id === 0 || (typeof id === 'string' && /^\s*0*\s*$/.test(id))
}

/** Deezer's ids are numbers; ids are stored as texts. */
function readId(value: unknown): string | null {
  if (isMissing(value)) return null
  return Number.isSafeInteger(value) ? String(value) : text(value)
}

function secondsToInstant(value: unknown): string | null {
  const seconds = whole(value)
  return seconds === null ? null : new Date(seconds * 1000).toISOString()
}

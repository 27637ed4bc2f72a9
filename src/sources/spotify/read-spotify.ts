import { rankName } from '../chart-rows/column-rules.ts'
import { splitWords } from '../chart-rows/column-words.ts'
import { bool, describeKind, instant, isrc, list, record, releaseDate, text, whole } from '../json/fields.ts'
import { joinUnordered } from '../playlists/join-pages.ts'
import type { Playlist, PlaylistFormat } from '../playlists/playlist-format.ts'
import type { Album, Artist, Entry, Rejected, RejectReason, Song } from '../source.ts'

/**
 * Spotify's playlists in every container: a paging object, a list of its pages, a bare list of items or tracks, a
 * playlist with its songs under `tracks` or `items` or both, a list or a map of playlists.
 */
export const spotifyPlaylists: PlaylistFormat = {
  readPlaylists: readSpotifyPlaylists,
  isItem,
  readItem,
  hasAllCredits: () => true,
}

function readSpotifyPlaylists(answer: unknown): Playlist[] {
  if (Array.isArray(answer)) {
    const playlists = answer.map(readPlaylist).filter((playlist) => playlist !== null)
    if (playlists.length > 0) return playlists.length === answer.length ? playlists : []
    if (answer.length > 0 && answer.every(isPage)) return [joinUnordered(answer.map(readBarePage))]
    return answer.length === 0 || answer.some(isItem) ? [readBarePage({ items: answer })] : []
  }
  const one = readPlaylist(answer)
  if (one !== null) return [one]
  const fields = record(answer)
  if (fields === null) return []
  if (Array.isArray(fields.items)) return [readBarePage(fields)]
  const many = Object.values(fields).map(readPlaylist)
  return many.every((playlist) => playlist !== null) ? many : []
}

/**
 * An album has songs too, but is not a playlist. Since 2026 the songs of a playlist are under `items`; where there are
 * both lists, they are equal.
 */
function readPlaylist(answer: unknown): Playlist | null {
  const fields = record(answer)
  const page = [record(fields?.items), record(fields?.tracks)].find((each) => Array.isArray(each?.items))
  if (fields === null || (fields.type ?? 'playlist') !== 'playlist') return null
  if (page === undefined && fields.type !== 'playlist') return null
  const songs = readBarePage(page ?? {})
  return {
    ...songs,
    id: text(fields.id) ?? songs.id,
    name: text(fields.name),
    version: text(fields.snapshot_id),
    url: text(fields.href),
  }
}

function readBarePage(page: Record<string, unknown>): Playlist {
  const url = text(page.href)
  return {
    id: url?.match(/\/playlists\/([^/?]+)/)?.[1] ?? null,
    name: null,
    version: null,
    url,
    total: whole(page.total),
    next: text(page.next),
    states_next: 'next' in page,
    offset: whole(page.offset),
    items: Array.isArray(page.items) ? page.items : null,
  }
}

/** A track, bare or in a row, and a row whose track is gone. */
function isItem(item: unknown): boolean {
  const row = record(item)
  if (row === null || isTrack(row)) return row !== null
  const content = 'item' in row ? row.item : row.track
  // Rows of other tables have the title under this name, or state a position.
  if (record(content) !== null)
    return !Object.keys(row).some((key) => rankName('position', splitWords(key)) !== null)
  return content === null && 'added_at' in row
}

/** Tracks of an album come without the album: they are not a chart. */
function isTrack(item: Record<string, unknown>): boolean {
  return Array.isArray(item.artists) && record(item.album) !== null && ('name' in item || 'id' in item)
}

function isPage(value: unknown): value is Record<string, unknown> {
  const page = record(value)
  return Array.isArray(page?.items) && (whole(page.offset) !== null || whole(page.total) !== null)
}

function readItem(item: unknown, position: number): Entry | Rejected {
  const reject = (reason: RejectReason, detail: string | null = null) => ({ position, reason, detail, item })
  if (item === null) return reject('null_item')
  const row = record(item)
  if (row === null) return reject('unreadable', `expected an object, got ${describeKind(item)}`)
  const content = isTrack(row) ? row : (row.item ?? row.track)
  if (content === null) return reject('null_item')
  const track = record(content)
  if (track === null) return reject('unreadable', `expected a track, got ${describeKind(content)}`)
  if (row.is_local === true || track.is_local === true) return reject('local_file', text(track.uri))
  if (track.type === 'episode' || (track.episode === true && track.track !== true)) {
    return reject('episode', text(track.name))
  }
  if (typeof track.type === 'string' && track.type !== 'track') {
    return reject('unreadable', `expected a track, got type ${track.type}`)
  }
  const { id } = track
  if (id === null || id === undefined || id === '') return reject('no_id', text(track.name))
  const song_id = text(id)
  if (song_id === null) return reject('unreadable', `id: expected a text, got ${describeKind(id)}`)
  return {
    position,
    song: readSong(song_id, track),
    added_at: instant(row.added_at),
    metric: null,
    metric_name: null,
    source_previous_position: null,
    source_peak_position: null,
    source_issues_on_chart: null,
  }
}

function readSong(song_id: string, track: Record<string, unknown>): Song {
  const album = record(track.album)
  return {
    song_id,
    song_name: text(track.name),
    duration_ms: whole(track.duration_ms),
    explicit: bool(track.explicit),
    isrc: isrc(record(track.external_ids)?.isrc),
    linked_from_id: text(record(track.linked_from)?.id),
    label: text(album?.label),
    popularity: whole(track.popularity),
    url: readUrl(track),
    album: album === null ? null : readAlbum(album),
    artists: readArtists(track.artists),
  }
}

function readAlbum(album: Record<string, unknown>): Album | null {
  const album_id = text(album.id)
  if (album_id === null) return null
  return {
    album_id,
    album_name: text(album.name),
    album_type: text(album.album_type),
    ...releaseDate(album.release_date, album.release_date_precision),
    total_tracks: whole(album.total_tracks),
    upc: text(record(album.external_ids)?.upc),
    url: readUrl(album),
    lead_artist_id: readArtists(album.artists)[0]?.artist_id ?? null,
  }
}

/** Credits without an id are left out: nothing can be counted by them. */
function readArtists(value: unknown): Artist[] {
  const artists: Artist[] = []
  for (const each of list(value)) {
    const artist = record(each)
    const artist_id = text(artist?.id)
    if (artist === null || artist_id === null || artists.some((other) => other.artist_id === artist_id))
      continue
    artists.push({ artist_id, artist_name: text(artist.name), url: readUrl(artist) })
  }
  return artists
}

function readUrl(thing: Record<string, unknown>): string | null {
  return text(record(thing.external_urls)?.spotify)
}

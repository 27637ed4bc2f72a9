import { albumKey } from '../../domain/identity/album-key.ts'
import { type IdentityKeys, identityKeys } from '../../domain/identity/identity-keys.ts'
import type { Artist, Song } from '../../sources/source.ts'

/** Entries of the cache. Songs stay on charts for days, so this many find nearly all of them. */
const MAX_SONGS = 50_000

/**
 * Module state: song id → the song and its keys, for the life of the process. It only saves time: a song that has changed
 * gets new keys. It is emptied when it is full.
 */
const cache = new Map<string, { song: Song; keys: IdentityKeys }>()

/** The identity keys of a song, computed again only when its title or credits change. */
export function getIdentity(song: Song): IdentityKeys {
  const cached = cache.get(song.song_id)
  if (cached !== undefined && isSame(cached.song, song)) return cached.keys
  if (cache.size >= MAX_SONGS) cache.clear()
  const keys = identityKeys(song)
  cache.set(song.song_id, { song, keys })
  return keys
}

/** The same for albums: name → key. */
const albumKeys = new Map<string | null, string>()

/** The key of an album, computed once for each name. */
export function getAlbumKey(name: string | null): string {
  const known = albumKeys.get(name)
  if (known !== undefined) return known
  if (albumKeys.size >= MAX_SONGS) albumKeys.clear()
  const key = albumKey(name)
  albumKeys.set(name, key)
  return key
}

function isSame(a: Song, b: Song): boolean {
  return (
    a.song_name === b.song_name &&
    a.artists.length === b.artists.length &&
    a.artists.every((artist, index) => isSameArtist(artist, b.artists[index]))
  )
}

function isSameArtist(a: Artist, b: Artist | undefined): boolean {
  return a.artist_id === b?.artist_id && a.artist_name === b.artist_name
}

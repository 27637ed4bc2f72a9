import type { Artist, Song } from '../../sources/source.ts'
import { type IdentityKeys, identityKeys } from './identity-keys.ts'

/** Songs that stay on a chart come again every day; this many are as good as all of them. */
const MOST = 50_000

const known = new Map<string, { song: Song; keys: IdentityKeys }>()

/** The identity keys of a song, worked out once as long as its title and credits stay the same. */
export function getIdentity(song: Song): IdentityKeys {
  const before = known.get(song.song_id)
  if (before !== undefined && isSame(before.song, song)) return before.keys
  if (known.size >= MOST) known.clear()
  const keys = identityKeys(song)
  known.set(song.song_id, { song, keys })
  return keys
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

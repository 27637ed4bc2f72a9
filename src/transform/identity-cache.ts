import type { Song } from '../sources/source.ts'
import { type IdentityKeys, identityKeys } from './identity.ts'

/** Songs that stay on a chart come again every day; this many are as good as all of them. */
const MOST = 50_000

const known = new Map<string, IdentityKeys>()

/** The identity keys of a song, worked out once for each title and its credits. */
export function identityOf(song: Song): IdentityKeys {
  let key = song.song_name ?? '\u0000'
  for (const { artist_id, artist_name } of song.artists) key += `\u0000${artist_id}\u0000${artist_name ?? ''}`
  const before = known.get(key)
  if (before !== undefined) return before
  if (known.size >= MOST) known.clear()
  const keys = identityKeys(song)
  known.set(key, keys)
  return keys
}

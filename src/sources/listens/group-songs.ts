import { foldArtistName } from '../../domain/credits/artist-name.ts'
import { identityKeys } from '../../domain/identity/identity-keys.ts'
import type { PlayedSong } from './play.ts'

/** Which songs are one recording: by title, version and artists, and by the recording that a service has matched. */
export interface SongGroups {
  /** The group of each song. */
  groups: Int32Array
  /** Of each group. */
  keys: string[]
}

/**
 * Groups songs as `core.recordings` joins them: case, accents, remarks such as “remastered”, credits in titles and the
 * order of artists make no difference. The key of a group is the least one of its songs, so that it does not depend on
 * their order.
 */
export function groupSongs(songs: readonly PlayedSong[]): SongGroups {
  const keys = songs.map(createKey)
  const parents = songs.map((_, index) => index)
  const find = (index: number): number => {
    let root = index
    while (parents[root] !== root) root = parents[root] as number
    parents[index] = root
    return root
  }
  const firsts = new Map<string, number>()
  const join = (index: number, name: string) => {
    const first = firsts.get(name)
    if (first === undefined) firsts.set(name, index)
    else parents[find(index)] = find(first)
  }
  for (const [index, { recording_mbid }] of songs.entries()) {
    join(index, `key ${keys[index]}`)
    if (recording_mbid !== null) join(index, `mbid ${recording_mbid}`)
  }
  const byRoot = new Map<number, number>()
  const least: string[] = []
  const groups = new Int32Array(songs.length)
  for (const [index, key] of keys.entries()) {
    const root = find(index)
    const group = byRoot.get(root) ?? least.push(key) - 1
    byRoot.set(root, group)
    groups[index] = group
    if (key < (least[group] as string)) least[group] = key
  }
  return { groups, keys: least }
}

function createKey({ title, artists }: PlayedSong): string {
  const credits = artists.map((artist_name) => ({ artist_id: '', artist_name }))
  const { title_key, variant_key } = identityKeys({ song_name: title, artists: credits })
  return [title_key, variant_key, artistsKey(artists)].join('\u001f')
}

/** Services write the same artists as a list, as a text with any separator, and in any order. */
function artistsKey(artists: string[]): string {
  const names = artists.flatMap((text) => text.split(SEPARATOR)).map(foldArtistName)
  const found = new Set(names.filter((name) => name !== ''))
  return found.size === 0 ? artists.join() : [...found].sort().join('\u001e')
}

const SEPARATOR = /\s*[,;&/•+]\s*|\s+(?:and|und|feat\.?|ft\.?|featuring|with|vs\.?|x)\s+/i

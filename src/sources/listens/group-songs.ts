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

/** Whether a listen to one of the songs is a listen to the other one, by its time. */
export type ShareListen = (songs: readonly number[], others: readonly number[]) => boolean

/**
 * Groups songs as `core.recordings` joins them: case, accents, remarks such as “remastered”, credits in titles and the
 * order of artists make no difference. Some services name the artist of the album, or the first one, and leave the guests
 * out. So songs with the same title and version are one, too, if one of them names all artists of the other and they share
 * a listen. The key of a group is the least one of its songs, so that it does not depend on their order.
 */
export function groupSongs(songs: readonly PlayedSong[], shareListen: ShareListen = () => false): SongGroups {
  const named = songs.map(nameSong)
  const keys = named.map(({ title, artists }) => `${title}\u001f${artists.join('\u001e')}`)
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
  for (const [index, { recording_mbid, isrc }] of songs.entries()) {
    join(index, `key ${keys[index]}`)
    if (recording_mbid !== null) join(index, `mbid ${recording_mbid}`)
    // One ISRC is sometimes that of two songs, never of two with the same title.
    if (isrc !== null) join(index, `isrc ${isrc} ${named[index]?.title}`)
  }
  const pairs = [...pairByTitle(named, keys)].filter(([one, other]) => shareListen(one, other))
  for (const [[one = 0], [other = 0]] of pairs) parents[find(one)] = find(other)
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

interface NamedSong {
  /** Keys of title and version. */
  title: string
  /** Sorted keys of the artists. */
  artists: string[]
}

/** The songs of each two spellings that have one title and version, where one names all artists of the other and more. */
function* pairByTitle(named: readonly NamedSong[], keys: readonly string[]): Generator<[number[], number[]]> {
  const titles = new Map<string, Map<string, number[]>>()
  for (const [index, { title }] of named.entries()) {
    const spellings = titles.get(title) ?? new Map<string, number[]>()
    titles.set(title, spellings)
    const key = keys[index] as string
    spellings.set(key, [...(spellings.get(key) ?? []), index])
  }
  for (const spellings of titles.values()) {
    for (const one of spellings.values()) {
      const fewer = readArtists(one)
      for (const other of spellings.values()) {
        const more = new Set(readArtists(other))
        if (more.size > fewer.length && fewer.every((name) => more.has(name))) yield [one, other]
      }
    }
  }

  function readArtists([first = 0]: number[]): string[] {
    return (named[first] as NamedSong).artists
  }
}

function nameSong({ title, artists }: PlayedSong): NamedSong {
  const credits = artists.map((artist_name) => ({ artist_id: '', artist_name }))
  const { title_key, variant_key } = identityKeys({ song_name: title, artists: credits })
  return { title: [title_key, variant_key].join('\u001f'), artists: nameArtists(artists) }
}

/** Services write the same artists as a list, as a text with any separator, and in any order. */
function nameArtists(artists: string[]): string[] {
  const parts = artists.flatMap((text) => text.split(SEPARATOR)).flatMap((text) => text.split(CROSS))
  const found = new Set(parts.map(foldArtistName).filter((name) => name !== ''))
  return found.size === 0 ? [artists.join()] : [...found].sort()
}

const SEPARATOR = /\s*[,;&/•+]\s*|\s+(?:and|und|feat\.?|ft\.?|featuring|with|vs\.?)\s+/i
/** Between two artists. In `Lil Nas X x Jack Harlow` the first one is part of a name. */
const CROSS = /\s+x\s+(?!x\s)/i

/** What an id identifies. */
export type IdKind = 'song' | 'artist' | 'album'

/** Where an id comes from; `link` is an address of another site, which is an id only in a column of ids. */
export type IdForm =
  | 'spotify'
  | 'youtube'
  | 'deezer'
  | 'apple'
  | 'base62'
  | 'uuid'
  | 'uri'
  | 'number'
  | 'link'

export interface GivenId {
  id: string
  form: IdForm
}

const spotifyNames: Record<IdKind, string> = { song: 'track', artist: 'artist', album: 'album' }

/** The forms of each kind of id in links and URIs: the first group is the id. */
const links: Record<IdKind, [IdForm, RegExp][]> = { song: [], artist: [], album: [] }
for (const kind of Object.keys(links) as IdKind[]) {
  const name = spotifyNames[kind]
  const id = kind === 'song' ? '([A-Za-z0-9]+)' : '([A-Za-z0-9]{22})'
  links[kind].push(
    ['spotify', new RegExp(`^spotify:${name}:${id}`)],
    ['spotify', new RegExp(`^(?:https?://)?(?:open|play)\\.spotify\\.com/(?:[a-z-]+/)?${name}/${id}`)],
    ['deezer', new RegExp(`^(?:https?://)?(?:www\\.)?deezer\\.com/(?:[a-z-]+/)?${name}/(\\d+)`)],
  )
}
links.song.push(
  [
    'youtube',
    /^(?:https?:\/\/)?(?:(?:www|m|music)\.)?youtube\.com\/(?:watch\?(?:.*&)?v=|embed\/|shorts\/|v\/)([\w-]{11})(?![\w-])/,
  ],
  ['youtube', /^(?:https?:\/\/)?youtu\.be\/([\w-]{11})(?![\w-])/],
  ['apple', /^https?:\/\/(?:music|itunes)\.apple\.com\/.*[?&]i=(\d+)/],
  ['apple', /^https?:\/\/music\.apple\.com\/[a-z]{2}\/song\/(?:[^/?]+\/)?(\d+)/],
)
links.artist.push([
  'apple',
  /^https?:\/\/(?:music|itunes)\.apple\.com\/[a-z]{2}\/artist\/(?:[^/?]+\/)?(?:id)?(\d+)/,
])
links.album.push([
  'apple',
  /^https?:\/\/(?:music|itunes)\.apple\.com\/[a-z]{2}\/album\/(?:[^/?]+\/)?(?:id)?(\d+)/,
])

const BASE62 = /^[A-Za-z0-9]{22}$/
const YOUTUBE = /^[\w-]{11}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** A table that once had empty cells gives whole numbers as `1001.0`. */
const NUMBER = /^(\d{1,19})(?:\.0)?$/
const ADDRESS = /^https?:\/\/\S+$/
const URI = /^[a-z][a-z0-9.+-]*:[^\s/]\S*$/i

/** The id in a text: of 22 letters and digits, a number, a UUID, a URI or a link; null for any other text. */
export function readId(text: string, kind: IdKind, { isYoutube = false } = {}): GivenId | null {
  const given = text.trim()
  if (BASE62.test(given)) return { id: given, form: 'base62' }
  if (isYoutube && YOUTUBE.test(given)) return { id: given, form: 'youtube' }
  const number = NUMBER.exec(given)?.[1]
  if (number !== undefined) return { id: number, form: 'number' }
  if (given.includes(':') || given.includes('/')) return readLink(given, kind)
  return UUID.test(given) ? { id: given, form: 'uuid' } : null
}

function readLink(given: string, kind: IdKind): GivenId | null {
  for (const [form, link] of links[kind]) {
    const id = link.exec(given)?.[1]
    if (id !== undefined) return { id, form }
  }
  if (ADDRESS.test(given)) return { id: given, form: 'link' }
  // The id of an artist does not name a song, and a local file has no id that others know.
  const isOther = /^spotify:/.test(given) || !URI.test(given)
  return isOther ? null : { id: given, form: 'uri' }
}

/** The address of a song, where its id is known to be of a site. */
export function createLink({ id, form }: GivenId): string | null {
  if (form === 'spotify') return `https://open.spotify.com/track/${id}`
  if (form === 'youtube') return `https://www.youtube.com/watch?v=${id}`
  return form === 'link' ? id : null
}

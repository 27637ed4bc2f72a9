/** Sources that fetch playlists, and how each identifies one. */
const services = {
  simulator: {
    hosts: [] as string[],
    id: /^[A-Za-z0-9_-]+$/,
    forms: 'an id of letters and digits, or a link with /playlists/<id> to the simulator',
  },
  spotify: {
    hosts: ['open.spotify.com', 'play.spotify.com', 'api.spotify.com'],
    id: /^[A-Za-z0-9]{22}$/,
    forms: 'an id of 22 letters and digits, https://open.spotify.com/playlist/<id> or spotify:playlist:<id>',
  },
  deezer: {
    hosts: ['www.deezer.com', 'deezer.com', 'api.deezer.com'],
    id: /^[1-9]\d*$/,
    forms: 'an id of digits or https://www.deezer.com/playlist/<id>',
  },
  'apple-music': { hosts: [] as string[], id: /^[a-z]{2}$/, forms: 'a country of two letters, e.g. "us"' },
  listenbrainz: { hosts: [] as string[], id: /^sitewide$/, forms: '"sitewide"' },
}

type Service = keyof typeof services
export const playlistSources = Object.keys(services) as Service[]

/** Reads the id from a playlist's id, link or URI; null if the text is not a playlist of that source. */
export function parsePlaylistId(source: string, text: string): string | null {
  if (!isService(source)) return null
  const named = parse(text.trim())
  const id = named.services.includes(source) ? named.id : null
  return id !== null && services[source].id.test(id) ? id : null
}

/** What a source accepts as a playlist, for messages. */
export function describePlaylistForms(source: string): string {
  return isService(source) ? services[source].forms : 'none'
}

export function isService(source: unknown): source is Service {
  return typeof source === 'string' && Object.hasOwn(services, source)
}

/** Whether a chart is fetched: without a playlist it only comes from files. */
export function isFetched({ playlist }: { playlist: string }): boolean {
  return playlist !== ''
}

/** Whether charts of a source need no playlist, because they can also come from files. */
export function mayBeImported(source: string): boolean {
  return source === 'apple-music' || source === 'listenbrainz'
}

function parse(text: string): { id: string | null; services: Service[] } {
  // The simulator imitates Spotify's API, so its responses contain such URIs too.
  const uri = /^spotify:(?:user:[^:]+:)?playlist:([^:?]+)(?:\?.*)?$/.exec(text)
  if (uri !== null) return { id: uri[1] ?? null, services: ['spotify', 'simulator'] }
  const url = /^(?:[a-z0-9-]+\.)+[a-z]+\//i.test(text) ? `https://${text}` : text
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return { id: text, services: playlistSources }
  const { hostname, pathname } = new URL(url)
  const owner = playlistSources.find((name) => services[name].hosts.includes(hostname)) ?? 'simulator'
  return { id: /\/playlists?\/([^/]+)/.exec(pathname)?.[1] ?? null, services: [owner] }
}

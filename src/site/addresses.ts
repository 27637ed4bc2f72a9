/**
 * Addresses of pages begin at the root of the site and end in `/`: `/songs/spotify/7tlr_g9n/`. A static site has the file
 * `index.html` there. Data is beside its page: `/songs/spotify/7tlr_g9n.json`.
 */
export type Address = `/${string}`

/** Bytes of one segment, which is also a file name. */
const longestSegment = 200

/**
 * An id as one segment of an address: lower-case letters, digits and `-` are kept, an upper-case letter is `_` and its
 * lower case, every other byte of the UTF-8 text is `.` and two hex digits. The same text is a file name, an S3 key and a
 * part of a URL, also where file names ignore case. Null for text that is empty or too long for a file name.
 */
export function encodeAddressSegment(text: string): string | null {
  const encoded = text
    .replace(/[A-Z]/g, '_$&')
    .replace(/[^a-zA-Z0-9_-]|_(?![A-Z])/gu, encodeBytes)
    .toLowerCase()
  return encoded === '' || encoded.length > longestSegment ? null : encoded
}

function encodeBytes(character: string): string {
  let encoded = ''
  for (const byte of encoder.encode(character)) encoded += `.${byte.toString(16).padStart(2, '0')}`
  return encoded
}

const encoder = new TextEncoder()

/** The id that a segment encodes; null for text that `encodeAddressSegment` does not write. */
export function decodeAddressSegment(segment: string): string | null {
  if (!/^(?:[a-z0-9-]|_[a-z]|\.[0-9a-f]{2})+$/.test(segment)) return null
  const bytes: number[] = []
  for (const [part] of segment.matchAll(/_.|\...|./g)) {
    if (part.startsWith('.')) bytes.push(Number.parseInt(part.slice(1), 16))
    else bytes.push(part.charAt(part.length - 1).charCodeAt(0) - (part.startsWith('_') ? 32 : 0))
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes))
    return encodeAddressSegment(text) === segment ? text : null
  } catch {
    return null
  }
}

/** Segments that were encoded lately: a page names the same songs and artists many times. */
const known = new Map<string, string | null>()
const mostKnown = 20_000

function encodeOnce(text: string): string | null {
  const before = known.get(text)
  if (before !== undefined) return before
  if (known.size >= mostKnown) known.clear()
  const segment = encodeAddressSegment(text)
  known.set(text, segment)
  return segment
}

/** The address of a page by its parts; null if an id is too long for one. */
function joinAddress(...parts: string[]): Address | null {
  const segments = parts.map(encodeOnce)
  return segments.includes(null) ? null : `/${segments.join('/')}/`
}

/** The addresses of pages. */
export const addresses = {
  home: '/' as Address,
  insights: '/insights/' as Address,
  pipeline: '/pipeline/' as Address,
  terms: '/terms/' as Address,
  search: '/search/' as Address,
  openData: '/bi/' as Address,
  insight: (name: string): Address => `/insights/${name.replaceAll('_', '-')}/`,
  chart: (source: string, chart: string) => joinAddress('charts', source, chart),
  issue: (source: string, chart: string, date: string) => joinAddress('charts', source, chart, date),
  numberOnes: (source: string, chart: string) => joinAddress('charts', source, chart, 'number-ones'),
  records: (source: string, chart: string) => joinAddress('charts', source, chart, 'records'),
  bump: (source: string, chart: string) => joinAddress('charts', source, chart, 'bump'),
  year: (source: string, chart: string, year: string) => joinAddress('charts', source, chart, 'years', year),
  decade: (source: string, chart: string, decade: string) =>
    joinAddress('charts', source, chart, 'decades', decade),
  chartEmbed: (source: string, chart: string) => joinAddress('embed', 'charts', source, chart),
  songEmbed: (source: string, recording: string) => joinAddress('embed', 'songs', source, recording),
  song: (source: string, recording: string) => joinAddress('songs', source, recording),
  artist: (source: string, artist: string) => joinAddress('artists', source, artist),
  artistYear: (source: string, artist: string, year: string) => joinAddress('artists', source, artist, year),
  album: (source: string, album: string) => joinAddress('albums', source, album),
}

/** `/songs/spotify/abc/` → `/songs/spotify/abc.json`; the home page has `/index.json`. */
export function placeBeside(address: Address, extension: string): Address {
  return address === '/' ? `/index.${extension}` : `${address.slice(0, -1) as Address}.${extension}`
}

/** The file of an address in a static site, relative to its folder. */
export function toFile(address: Address): string {
  return address.endsWith('/') ? `${address.slice(1)}index.html` : address.slice(1)
}

/** An address as a link in the page of another, so that a site works in any folder of any server. */
export function relateAddress(from: Address, to: Address): string {
  const link = `${relateRoot(from)}${to.slice(1)}`
  return link === '' ? './' : link
}

function relateRoot(from: Address): string {
  let root = ''
  for (let at = from.indexOf('/', 1); at >= 0; at = from.indexOf('/', at + 1)) root += '../'
  return root
}

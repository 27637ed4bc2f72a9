import { findCountry, findCountryCode } from '../../domain/text/countries.ts'
import type { IssueSettings } from './raw-object.ts'

type Scope = Pick<IssueSettings, 'scope' | 'market'>

const world: Scope = { scope: 'global', market: null }

/** What the region of a row says of its chart: the whole world, a country by name or code, or another region. */
export function readRegion(region: string): Scope | null {
  const name = region.trim()
  if (name === '') return null
  if (/^(?:global|world|worldwide)$/i.test(name)) return world
  return { scope: 'market', market: findCountryCode(name) ?? findCountry(name) }
}

/**
 * What the first name that says so says of a chart: `Top 50 - Global`, `Global Top 50`, `regional-us-weekly`, `Top 50 -
 * Norway`. Null if no name does: “Indie Norway” and “Global Dance Hits” are other lists.
 */
export function findNamedScope(names: (string | null)[]): Scope | null {
  for (const name of names) {
    const found = name === null ? null : readName(name)
    if (found !== null) return found
  }
  return null
}

/** Module state: what names say, for the life of the process. The issues of a chart mostly have one name. */
const cache = new Map<string, Scope | null>()
const MAX_NAMES = 10_000

function readName(name: string): Scope | null {
  const known = cache.get(name)
  if (known !== undefined) return known
  if (cache.size >= MAX_NAMES) cache.clear()
  const found = parseName(name)
  cache.set(name, found)
  return found
}

function parseName(name: string): Scope | null {
  const region = OFFICIAL.exec(name)?.groups?.region
  if (region !== undefined) {
    if (region.toLowerCase() === 'global') return world
    const market = findCountryCode(region)
    if (market !== null) return { scope: 'market', market }
  }
  const words = name.split(/[^\p{L}\p{N}'’.]+/u).filter((word) => word !== '' && !CADENCE.test(word))
  if (words.length === 0) return null
  if (isGlobal(words.at(-1))) return world
  for (let length = Math.min(words.length, LONGEST); length > 0; length--) {
    const ends = [
      { place: words.slice(-length), others: words.slice(0, -length) },
      { place: words.slice(0, length), others: words.slice(length) },
    ]
    for (const { place, others } of ends) {
      if (!others.every((word) => OF_ANY_CHART.test(word))) continue
      if (length === 1 && isGlobal(place[0])) return world
      const market = findCountry(place.join(' '))
      if (market !== null) return { scope: 'market', market }
    }
  }
  return null
}

const isGlobal = (word: string | undefined) => word?.toLowerCase() === 'global'

/** `<kind>-<region>-<cadence>`, as the official chart CSVs are called, or the same without its kind. */
const OFFICIAL = /(?:^|(?<![a-z0-9])[a-z]+-)(?<region>global|[a-z]{2})-(?:daily|weekly)(?![a-z0-9])/i
const CADENCE = /^(?:daily|weekly)$/i
/** Words in the names of charts of any market. */
const OF_ANY_CHART =
  /^(?:\d+|top|top\d+|viral|regional|hot|the|official|charts?|songs?|singles|tracks?|hits|spotify|deezer|apple|music)$/i
/** Words of the longest name of a country. */
const LONGEST = 5

import { type Address, decodeAddressSegment, placeBeside } from './addresses.ts'
import type { AddressParts, PageKind } from './page.ts'
import { routes } from './routes.ts'

/** The kind of page at an address, and the parts of the address. */
export interface RouteMatch {
  kind: PageKind
  parts: AddressParts
  /** The address of the page, which may have several files. */
  page: Address
}

/** Finds the page that a file of the site belongs to: the page itself, its data, or a picture in its folder. */
export function matchRoute(path: string): RouteMatch | null {
  for (const page of listPages(path)) {
    for (const kind of routes) {
      const parts = matchPattern(kind.pattern, page)
      if (parts !== null) return { kind, parts, page }
    }
  }
  return null
}

/** The pages that a path may belong to. */
function listPages(path: string): Address[] {
  if (!path.startsWith('/')) return []
  if (path.endsWith('/')) return [path as Address]
  const [, stem = '', extension = ''] = /^(.*)\.(json|csv)$/.exec(path) ?? []
  const folder = path.slice(0, path.lastIndexOf('/') + 1) as Address
  const beside = stem === '/index' ? '/' : (`${stem}/` as Address)
  return extension !== '' && placeBeside(beside, extension) === path ? [beside, folder] : [folder]
}

/** `/charts/:source/:chart/` and `/charts/spotify/top-50/` → the parts, decoded; null if the address is another. */
function matchPattern(pattern: string, address: string): AddressParts | null {
  const wanted = pattern.split('/')
  const given = address.split('/')
  if (wanted.length !== given.length) return null
  const parts: AddressParts = {}
  for (const [index, segment] of wanted.entries()) {
    const text = given[index] ?? ''
    if (!segment.startsWith(':')) {
      if (segment !== text) return null
      continue
    }
    const decoded = decodeAddressSegment(text)
    if (decoded === null) return null
    parts[segment.slice(1)] = decoded
  }
  return parts
}

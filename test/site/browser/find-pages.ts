import { matchRoute } from '../../../src/site/match-route.ts'

/** Addresses of pages, by the kind of page. */
export type PagesByKind = Map<string, string[]>

/** Pages of a kind of which the links to data are followed: all are made in the same way, and each takes time. */
const PAGES_WITH_DATA = 3

/** Follows the links of a site from its home page. Returns the pages by kind, and links that lead to nothing. */
export async function crawlSite(origin: string): Promise<{ pages: PagesByKind; broken: string[] }> {
  const pages: PagesByKind = new Map()
  const broken: string[] = []
  const linkedFrom = new Map([['/', '']])
  const waiting = ['/']
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    const response = await fetch(`${origin}${address}`, { redirect: 'manual' })
    if (response.status !== 200)
      broken.push(`${linkedFrom.get(address)} links to ${address}: ${response.status}`)
    if (!response.headers.get('content-type')?.startsWith('text/html')) {
      await response.arrayBuffer()
      continue
    }
    const kind = matchRoute(address)?.kind.name ?? 'none'
    const known = pages.get(kind) ?? []
    pages.set(kind, [...known, address])
    for (const link of findLinks(await response.text(), `${origin}${address}`)) {
      const target = link.slice(origin.length)
      if (!link.startsWith(`${origin}/`) || linkedFrom.has(target)) continue
      if (!target.endsWith('/') && known.length >= PAGES_WITH_DATA) continue
      linkedFrom.set(target, address)
      waiting.push(target)
    }
  }
  return { pages, broken }
}

function findLinks(html: string, base: string): string[] {
  return [...html.matchAll(/ (?:href|src|action)="([^"]*)"/g)].map(([, link = '']) => {
    const url = new URL(link.replaceAll('&amp;', '&'), base)
    url.hash = ''
    return url.href
  })
}

import { matchRoute } from '../../../src/site/match-route.ts'

/** Addresses of pages, by the kind of page. */
export type PagesByKind = Map<string, string[]>

/** Follows every link of a site from its home page. Returns the pages by kind, and links that lead to nothing. */
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
    pages.set(kind, [...(pages.get(kind) ?? []), address])
    for (const link of findLinks(await response.text(), `${origin}${address}`)) {
      const target = link.slice(origin.length)
      if (!link.startsWith(`${origin}/`) || linkedFrom.has(target)) continue
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

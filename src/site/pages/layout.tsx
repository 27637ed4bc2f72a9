import { raw } from 'hono/html'
import { type Address, addresses, placeBeside, relateAddress } from '../addresses.ts'
import type { LinkTo, Page } from '../page.ts'
import type { Site } from '../site.ts'

/** The whole HTML document of a page. Links are relative, and equal data gives equal bytes. */
export function renderPage(site: Site, page: Page): string {
  const link: LinkTo = (address) => relateAddress(page.address, address)
  const body = page.isEmbedded ? (
    <EmbeddedBody site={site} page={page} link={link} />
  ) : (
    <Body site={site} page={page} link={link} />
  )
  return String(
    <>
      {raw('<!doctype html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>{page.address === '/' ? page.title : `${page.title} · hitparade`}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="description" content={page.description} />
          <meta name="color-scheme" content="light dark" />
          {page.leadsTo === undefined ? null : (
            <>
              <meta http-equiv="refresh" content={`0; url=${link(page.leadsTo)}`} />
              <link rel="canonical" href={link(page.leadsTo)} />
            </>
          )}
          <link rel="stylesheet" href={link(stylesheet)} />
          <link rel="icon" type="image/svg+xml" href={link(icon)} />
          {page.isEmbedded ? (
            <base target="_blank" />
          ) : (
            <>
              <link rel="alternate" type="application/json" href={linkData(page, link, 'json')} />
              <script type="module" src={link(script)}></script>
            </>
          )}
        </head>
        {body}
      </html>
    </>,
  )
}

/** A link to the data of a page, by the same parameters as the page. */
function linkData({ address, query = '' }: Page, link: LinkTo, extension: string): string {
  return `${link(placeBeside(address, extension))}${query}`
}

export const stylesheet: Address = '/assets/site.css'
export const script: Address = '/assets/site.js'
export const icon: Address = '/assets/icon.svg'

interface Parts {
  site: Site
  page: Page
  link: LinkTo
}

function Body({ site, page, link }: Parts) {
  return (
    <body>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href={link(addresses.home)}>
          hitparade
        </a>
        <nav aria-label="Site">
          <a href={link(addresses.insights)}>Insights</a>
          <a href={link(addresses.terms)}>Methods and terms</a>
          <a href={link(addresses.pipeline)}>Pipeline</a>
        </nav>
        <search>
          <form action={link(addresses.search)} method="get">
            <label class="unseen" for="search">
              Search songs, artists and albums
            </label>
            <input
              id="search"
              name="q"
              type="search"
              placeholder="Search"
              autocomplete="off"
              maxlength={100}
            />
            <button class="submit" type="submit">
              Search
            </button>
          </form>
        </search>
      </header>
      <main id="main">{page.body(link)}</main>
      <footer class="bottom">
        <p class="data">
          This page as <a href={linkData(page, link, 'json')}>JSON</a>
          {page.table === null ? null : (
            <>
              {' or '}
              <a href={linkData(page, link, 'csv')}>CSV</a>
            </>
          )}
          {'.'} <a href={link(addresses.openData)}>All data</a>.
          {page.embed === undefined ? null : (
            <>
              {' Show it on your site: '}
              <a href={link(page.embed.address)}>embed</a>.
            </>
          )}
        </p>
        <Attributions site={site} sources={page.sources} />
      </footer>
    </body>
  )
}

function EmbeddedBody({ site, page, link }: Parts) {
  return (
    <body class="embedded">
      <main id="main">{page.body(link)}</main>
      <footer>
        <p class="quiet">
          From <a href={link(addresses.home)}>hitparade</a>
        </p>
        <Attributions site={site} sources={page.sources} />
      </footer>
    </body>
  )
}

function Attributions({ site, sources }: { site: Site; sources: string[] }) {
  const known = sources.flatMap((source) => site.attributions.get(source) ?? [])
  return known.map(({ text, url }) => (
    <p class="attribution">{url === null ? text : <a href={url}>{text}</a>}</p>
  ))
}

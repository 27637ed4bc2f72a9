import type { JSX } from 'hono/jsx/jsx-runtime'
import type { Result } from '../warehouse/warehouse.ts'
import type { Address } from './addresses.ts'
import type { DataVersions } from './data/data-versions.ts'
import type { Site } from './site.ts'

/** Makes a link to an address from the page that contains it. */
export type LinkTo = (address: Address) => string

/** The parts of an address that a pattern names, decoded. */
export type AddressParts = Record<string, string>

/** A page before it is written: what it shows, as HTML and as data. */
export interface Page {
  address: Address
  /** The parameters of the address, `?` included, of a page that only a live site has. */
  query?: string
  title: string
  /** One sentence for search engines and link previews. */
  description: string
  /** Sources whose rows the page shows; their attribution is on it. */
  sources: string[]
  /** The content of the `main` element. */
  body(link: LinkTo): JSX.Element
  /** What `.json` beside the page contains; an embedded page has none. */
  data: unknown
  /** What `.csv` beside the page contains; null if the page does not show a table. */
  table: Result | null
  /** More files that belong to the page, e.g. a picture. */
  files?: (SiteFile | PendingFile)[]
  /** The page that has taken the place of this one, to which a browser goes on by itself. */
  leadsTo?: Address
  /** True for a page without navigation, to be shown within another site. It has no data beside it. */
  isEmbedded?: boolean
  /** The same for other sites, an embedded page that is written together with this one. */
  embed?: Page | undefined
}

/** A file of the site that is not a page. */
export interface SiteFile {
  address: Address
  /** Without it `text/…` types are UTF-8. */
  type: string
  bytes: string | Uint8Array
  /** Whether other sites may show it within their pages. */
  isEmbedded?: boolean
}

/** A file that takes long to make, so it is made only when it is wanted. */
export interface PendingFile extends Pick<SiteFile, 'address' | 'type'> {
  make(): Promise<Uint8Array>
}

/** A page that exists, with the version of the data that it shows: equal versions give equal bytes. */
export interface PageEntry {
  parts: AddressParts
  address: Address
  version: string
}

/** All pages of one kind. */
export interface PageKind {
  name: string
  /** `/charts/:source/:chart/:date/` */
  pattern: string
  /** Every page of this kind, in an order in which they are best read. */
  list(site: Site, versions: DataVersions): Promise<PageEntry[]>
  /** Some pages, read together. A page that does not exist is left out. */
  read(site: Site, wanted: AddressParts[]): AsyncIterable<Page>
}

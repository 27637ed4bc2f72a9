import { addresses } from '../addresses.ts'
import { readSearchIndex } from '../data/whole/search-index.ts'
import type { PageKind } from '../page.ts'
import { createSearchPage } from '../pages/about/search-page.tsx'
import { listSources } from '../site.ts'

/** The search, with one file of names for each kind. */
export const searchPage: PageKind = {
  name: 'search',
  pattern: '/search/',
  async list(_site, { whole }) {
    return [{ parts: {}, address: addresses.search, version: whole }]
  },
  async *read(site) {
    yield createSearchPage(await readSearchIndex(site), listSources(site))
  },
}

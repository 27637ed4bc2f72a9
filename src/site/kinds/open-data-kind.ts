import { addresses } from '../addresses.ts'
import { listOpenTables } from '../data/whole/open-tables.ts'
import type { PageKind } from '../page.ts'
import { createOpenDataPage } from '../pages/about/open-data-page.tsx'

/** The tables of the site as Parquet files. */
export const openDataPage: PageKind = {
  name: 'open-data',
  pattern: '/bi/',
  async list(_site, { whole }) {
    return [{ parts: {}, address: addresses.openData, version: whole }]
  },
  async *read(site) {
    yield createOpenDataPage(site, await listOpenTables(site))
  },
}

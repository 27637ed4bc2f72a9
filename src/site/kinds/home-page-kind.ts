import { sha256 } from '../../domain/hash.ts'
import { addresses } from '../addresses.ts'
import { readEntries, readNames } from '../data/chart-entries.ts'
import { nameEntry } from '../data/issue-view.ts'
import type { PageKind } from '../page.ts'
import { createHomePage } from '../pages/home-page.tsx'

/** The home page. */
export const homePage: PageKind = {
  name: 'home',
  pattern: '/',
  async list(site, { whole }) {
    return [
      {
        parts: {},
        address: addresses.home,
        version: sha256(whole, JSON.stringify(site.leftOut)).slice(0, 16),
      },
    ]
  },
  async *read(site) {
    const news = await Promise.all(
      site.charts.map(async (chart) => {
        const { source, last_date } = chart
        const span = { source, chart: chart.chart, from: last_date, to: last_date }
        const names = await readNames(site.warehouse, span)
        const entries = await readEntries(site.warehouse, span)
        return { chart, entries: entries.map((entry) => nameEntry(entry, names)), sentences: [] }
      }),
    )
    yield createHomePage(site, news)
  },
}

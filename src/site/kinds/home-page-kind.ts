import { sha256 } from '../../domain/hash.ts'
import { runInsight } from '../../insights/run-insight.ts'
import { addresses } from '../addresses.ts'
import { readEntries, readNames } from '../data/chart-entries.ts'
import { nameEntry } from '../data/issue-view.ts'
import type { PageKind } from '../page.ts'
import { type ChartNews, createHomePage } from '../pages/home-page.tsx'
import type { Site, SiteChart } from '../site.ts'

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
    const news: ChartNews[] = []
    for (const chart of site.charts) news.push(await readNews(site, chart))
    yield createHomePage(site, news)
  },
}

/** Sentences of each chart. */
const mostSentences = 3

async function readNews(site: Site, chart: SiteChart): Promise<ChartNews> {
  const { source, last_date } = chart
  const span = { source, chart: chart.chart, from: last_date, to: last_date }
  const [entries, names, sentences] = await Promise.all([
    readEntries(site.warehouse, span),
    readNames(site.warehouse, span),
    readSentences(site, chart),
  ])
  return { chart, entries: entries.map((entry) => nameEntry(entry, names)), sentences }
}

/** The most newsworthy sentences about the newest issue. */
async function readSentences(site: Site, { source, chart }: SiteChart): Promise<string[]> {
  const given = { chart: `${source}/${chart}`, limit: String(mostSentences) }
  const { rows } = await runInsight(site.warehouse, 'chart_beat', given, {
    now: site.now,
    findRestriction: site.findRestriction,
  })
  return rows.slice(0, mostSentences).map(({ sentence }) => String(sentence))
}

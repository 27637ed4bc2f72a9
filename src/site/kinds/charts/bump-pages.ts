import { addresses } from '../../addresses.ts'
import { readEntries, readNames } from '../../data/chart-entries.ts'
import { readChartIssues } from '../../data/chart-issues.ts'
import { bumpIssues, listBumpLines } from '../../data/charts/bump-lines.ts'
import { readCreditsById } from '../../data/charts/chart-reigns.ts'
import { nameEntry } from '../../data/issue-view.ts'
import type { PageKind } from '../../page.ts'
import { createBumpPage } from '../../pages/charts/bump-page.tsx'
import { findCharts, listByChart } from './answer-chart.ts'

/** The top ten of each chart over its last twelve issues. */
export const bumpPages: PageKind = {
  name: 'bump',
  pattern: '/charts/:source/:chart/bump/',
  async list(_site, versions) {
    return listByChart(versions, addresses.bump)
  },
  async *read(site, wanted) {
    for (const chart of findCharts(site, wanted)) {
      const address = addresses.bump(chart.source, chart.chart)
      if (address === null) continue
      const issues = (await readChartIssues(site.warehouse, chart)).slice(-bumpIssues)
      const span = {
        source: chart.source,
        chart: chart.chart,
        from: issues[0]?.chart_date ?? '',
        to: issues.at(-1)?.chart_date ?? '',
      }
      const entries = await readEntries(site.warehouse, span)
      const names = await readNames(site.warehouse, span)
      const lines = listBumpLines(
        issues,
        entries.map((entry) => nameEntry(entry, names)),
      )
      const songs = lines.map(({ song_id }) => song_id)
      const credits = await readCreditsById(site.warehouse, chart.source, songs)
      yield createBumpPage({ chart, issues, lines, credits }, address)
    }
  },
}

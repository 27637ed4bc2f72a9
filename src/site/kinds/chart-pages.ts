import { sha256 } from '../../domain/hash.ts'
import { addresses } from '../addresses.ts'
import { readChartIssues } from '../data/chart-issues.ts'
import type { PageKind } from '../page.ts'
import { createChartPage } from '../pages/chart-page.tsx'
import { findChart } from '../site.ts'
import { readIssueViews } from './issue-pages.ts'

/** One page for each chart: its newest issue and the calendar of all. */
export const chartPages: PageKind = {
  name: 'chart',
  pattern: '/charts/:source/:chart/',
  async list(_site, { charts }) {
    return charts.flatMap(({ chart: { source, chart }, versions, issues }) => {
      const address = addresses.chart(source, chart)
      const dates = issues.map(({ chart_date }) => chart_date).join(' ')
      const version = sha256(versions.at(-1)?.version ?? '', dates).slice(0, 16)
      return address === null ? [] : [{ parts: { source, chart }, address, version }]
    })
  },
  async *read(site, wanted) {
    for (const { source = '', chart = '' } of wanted) {
      const known = findChart(site, source, chart)
      const address = addresses.chart(source, chart)
      if (known === undefined || address === null) continue
      const issues = await readChartIssues(site.warehouse, known)
      const newest = new Set([issues.at(-1)?.chart_date ?? ''])
      for await (const view of readIssueViews(site, known, issues, newest)) {
        yield createChartPage(view, { address, dates: issues.map(({ chart_date }) => chart_date) })
      }
    }
  },
}

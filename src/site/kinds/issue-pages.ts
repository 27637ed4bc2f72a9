import { addresses } from '../addresses.ts'
import { readCredits, readEarlierEntries, readEntries, readNames } from '../data/chart-entries.ts'
import { type ChartIssueRow, readChartIssues } from '../data/chart-issues.ts'
import { type IssueView, runLength, walkIssues } from '../data/issue-view.ts'
import type { PageKind } from '../page.ts'
import { createIssuePage } from '../pages/chart-page.tsx'
import { findChart, type Site, type SiteChart } from '../site.ts'

/** Issues whose entries are in memory at once. */
const issuesAtOnce = 200

/** One page for each issue of a chart. */
export const issuePages: PageKind = {
  name: 'issue',
  pattern: '/charts/:source/:chart/:date/',
  async list(_site, { charts }) {
    return charts.flatMap(({ chart: { source, chart }, versions }) =>
      versions.flatMap(({ chart_date, version }) => {
        const address = addresses.issue(source, chart, chart_date)
        return address === null ? [] : [{ parts: { source, chart, date: chart_date }, address, version }]
      }),
    )
  },
  async *read(site, wanted) {
    for (const [chart, dates] of groupByChart(site, wanted)) {
      const issues = await readChartIssues(site.warehouse, chart)
      for await (const view of readIssueViews(site, chart, issues, dates)) {
        const address = addresses.issue(chart.source, chart.chart, view.issue.chart_date)
        if (address !== null) yield createIssuePage(view, address)
      }
    }
  },
}

function groupByChart(site: Site, wanted: { source?: string; chart?: string; date?: string }[]) {
  const groups = new Map<SiteChart, Set<string>>()
  for (const { source = '', chart = '', date = '' } of wanted) {
    const known = findChart(site, source, chart)
    if (known === undefined) continue
    const dates = groups.get(known) ?? new Set()
    groups.set(known, dates.add(date))
  }
  return groups
}

/** The views of some issues of a chart. Issues that are near each other are read together. */
export async function* readIssueViews(
  { warehouse }: Pick<Site, 'warehouse'>,
  chart: SiteChart,
  issues: ChartIssueRow[],
  wanted: Set<string>,
): AsyncGenerator<IssueView> {
  for (const { first, last } of findStretches(issues, wanted)) {
    const { source } = chart
    const dateAt = (index: number) => issues[Math.max(0, index)]?.chart_date ?? ''
    // The issue before is shown as well: what changed since, and what has left.
    const shown = { source, chart: chart.chart, from: dateAt(first - 1), to: dateAt(last) }
    const [entries, earlier, names, credits] = await Promise.all([
      readEntries(warehouse, shown),
      first > 1 ? readEarlierEntries(warehouse, shown, dateAt(first - runLength + 1)) : new Map(),
      readNames(warehouse, shown),
      readCredits(warehouse, shown),
    ])
    const dates = issues.slice(first, last + 1).map(({ chart_date }) => chart_date)
    const own = new Set(dates.filter((date) => wanted.has(date)))
    yield* walkIssues(chart, issues, entries, { earlier, names, credits, wanted: own })
  }
}

/** Places of the first and last wanted issue of each part that is read at once. */
function findStretches(issues: ChartIssueRow[], wanted: Set<string>): { first: number; last: number }[] {
  const stretches: { first: number; last: number }[] = []
  issues.forEach(({ chart_date }, index) => {
    if (!wanted.has(chart_date)) return
    const open = stretches.at(-1)
    const isNear = open !== undefined && index - open.last < runLength && index - open.first < issuesAtOnce
    if (isNear) open.last = index
    else stretches.push({ first: index, last: index })
  })
  return stretches
}

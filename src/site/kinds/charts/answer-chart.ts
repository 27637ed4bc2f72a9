import { sha256 } from '../../../domain/hash.ts'
import { type Answer, readInsight, runInsight } from '../../../insights/run-insight.ts'
import type { Address } from '../../addresses.ts'
import type { DataVersions } from '../../data/data-versions.ts'
import type { AddressParts, PageEntry } from '../../page.ts'
import { findChart, type Site, type SiteChart } from '../../site.ts'

/** The answer of an insight for a chart. */
export async function answerForChart(
  { warehouse, now, findRestriction }: Site,
  { source, chart }: SiteChart,
  insight: string,
  given: Record<string, string> = {},
): Promise<Answer> {
  return runInsight(warehouse, insight, { chart: `${source}/${chart}`, ...given }, { now, findRestriction })
}

/**
 * The answer of an insight for each of some charts. Where the insight answers for each chart by itself, and the site shows all
 * of them, one query has the rows of all.
 */
export async function answerForCharts(
  site: Site,
  charts: SiteChart[],
  insight: string,
  given: Record<string, string> = {},
): Promise<Map<SiteChart, Answer>> {
  const { warehouse, now, findRestriction, leftOut } = site
  const isShared = charts.length > 1 && leftOut.length === 0 && readInsight(insight).charts === 'each'
  const all = isShared
    ? await runInsight(warehouse, insight, { chart: 'all', ...given }, { now, findRestriction })
    : null
  const answers = new Map<SiteChart, Answer>()
  for (const chart of charts) {
    const rows = all?.rows.filter((row) => row.source === chart.source && row.chart === chart.chart) ?? []
    // An answer without rows says why, chart by chart.
    const own =
      all === null || rows.length === 0 ? await answerForChart(site, chart, insight, given) : { ...all, rows }
    answers.set(chart, own)
  }
  return answers
}

/** One page for each chart, which changes with anything of its source. */
export function listByChart(
  { charts, sources }: DataVersions,
  address: (source: string, chart: string) => Address | null,
): PageEntry[] {
  return charts.flatMap(({ chart: { source, chart }, versions }) => {
    const own = address(source, chart)
    const version = sha256(sources.get(source) ?? '', versions.at(-1)?.version ?? '').slice(0, 16)
    return own === null ? [] : [{ parts: { source, chart }, address: own, version }]
  })
}

/** The wanted charts that the site shows. */
export function findCharts(site: Site, wanted: AddressParts[]): SiteChart[] {
  return wanted.flatMap(({ source = '', chart = '' }) => findChart(site, source, chart) ?? [])
}

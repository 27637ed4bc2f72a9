import { HitparadeError } from '../../domain/errors.ts'
import { sha256 } from '../../domain/hash.ts'
import type { Insight } from '../../insights/insight-header.ts'
import { listInsights, runInsight } from '../../insights/run-insight.ts'
import { addresses } from '../addresses.ts'
import { readLeader } from '../data/newest-entries.ts'
import type { PageKind } from '../page.ts'
import { createInsightPage, type InsightAnswer } from '../pages/insights/insight-page.tsx'
import { createInsightsPage } from '../pages/insights/insights-page.tsx'
import { listSources, type Site } from '../site.ts'

/** One page for each insight. */
export const insightPages: PageKind = {
  name: 'insight',
  pattern: '/insights/:insight/',
  async list(site, { whole }) {
    return listInsights().map(({ name, sql }) => ({
      parts: { insight: name.replaceAll('_', '-') },
      address: addresses.insight(name),
      version: sha256(whole, site.now, sql).slice(0, 16),
    }))
  },
  async *read(site, wanted) {
    const insights = listInsights()
    for (const { insight: segment } of wanted) {
      const insight = insights.find(({ name }) => name.replaceAll('_', '-') === segment)
      if (insight === undefined) continue
      const result = await answerInsight(site, insight)
      yield createInsightPage(insight, result, 'answer' in result ? listSources(site) : [])
    }
  },
}

/** The list of insights. */
export const insightsPage: PageKind = {
  name: 'insights',
  pattern: '/insights/',
  async list() {
    const names = listInsights().map(({ name, title, question }) => `${name} ${title} ${question}`)
    return [{ parts: {}, address: addresses.insights, version: sha256(names.join('\n')).slice(0, 16) }]
  },
  async *read() {
    yield createInsightsPage(listInsights())
  },
}

/** The answer for the main chart. A song or an artist that the question needs is that of its newest no. 1. */
async function answerInsight(site: Site, insight: Insight): Promise<InsightAnswer> {
  const [main] = site.charts
  if (main === undefined) return { problem: 'there is no chart yet' }
  const given: Record<string, string> = {}
  const leader = await readLeader(site.warehouse, main)
  for (const { name, initial } of insight.parameters) {
    if (name === 'chart' && (initial !== 'all' || site.leftOut.length > 0))
      given.chart = `${main.source}/${main.chart}`
    if (initial !== null) continue
    if (name === 'song' && leader !== null) given.song = leader.recording_id
    if (name === 'artist' && leader?.artist_id != null) given.artist = leader.artist_id
    if (name === 'with' && site.charts[1] !== undefined)
      given.with = `${site.charts[1].source}/${site.charts[1].chart}`
  }
  try {
    const context = { now: site.now, findRestriction: site.findRestriction }
    const answer = await runInsight(site.warehouse, insight, given, context)
    const source = typeof answer.parameters.source === 'string' ? answer.parameters.source : null
    return { answer, source, chart: answer.charts.length === 1 ? main : null }
  } catch (error) {
    // The chart may not offer what the question needs.
    if (error instanceof HitparadeError) return { problem: error.message }
    throw error
  }
}

import { addDays, expectedDates } from '../domain/calendar.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import type { ChartName } from './insight-charts.ts'
import { type Issue, issueCounts, issuesAfterGaps } from './insight-issues.ts'
import type { InsightRequest } from './insight-parameters.ts'

/** Issues of a span: those that are there, and those that the calendar expects. */
export interface Coverage {
  observed: number
  expected: number
}

/**
 * Coverage of what an answer rests on: `from` and `to`; for a comparison with the previous issue the days since
 * then; for an issue otherwise everything up to it; else all issues. Only charts that the span cuts are counted.
 */
export async function measureCoverage(warehouse: Warehouse, asked: InsightRequest): Promise<Coverage> {
  const span = questionSpan(asked)
  const coverage = { observed: 0, expected: 0 }
  const cut = new Set<string>()
  for (const chart of asked.charts) {
    const isWhole = chart.first_date >= span.from && chart.last_date <= span.to
    coverage.observed += isWhole ? chart.issues : 0
    coverage.expected += isWhole ? chart.expected_issues : 0
    if (!isWhole) cut.add(formatChartName(chart))
  }
  if (cut.size === 0) return coverage

  const isCut = (one: ChartName) => cut.has(formatChartName(one))
  for (const { issues } of (await issueCounts(warehouse, asked.names, span)).filter(isCut)) {
    coverage.observed += issues
    coverage.expected += issues
  }
  const isWithin = (date: string) => date >= span.from && date <= span.to
  for (const issue of (await issuesAfterGaps(warehouse, asked.names, span)).filter(isCut)) {
    coverage.expected += missingDates(issue).filter(isWithin).length
  }
  return coverage
}

/** Coverage of a span by issues that are at hand. */
export function measureIssueCoverage(issues: Issue[], { from, to }: { from: string; to: string }): Coverage {
  const isWithin = (date: string) => date >= from && date <= to
  const observed = issues.filter(({ chart_date }) => isWithin(chart_date)).length
  const missing = issues.filter(({ missing_before }) => missing_before > 0).flatMap(missingDates)
  return { observed, expected: observed + missing.filter(isWithin).length }
}

function formatChartName({ source, chart }: ChartName): string {
  return `${source}/${chart}`
}

function questionSpan({ parameters, issue, insight }: InsightRequest): { from: string; to: string } {
  const whole = { from: '0001-01-01', to: '9999-12-31' }
  const { on, from, to } = parameters
  if (typeof on === 'string') {
    const previous = issue?.previous_date ?? null
    const compares = insight.parameters.some(({ name }) => name === 'across_gaps')
    return { from: compares ? (previous === null ? on : addDays(previous, 1)) : whole.from, to: on }
  }
  return {
    from: typeof from === 'string' ? from : whole.from,
    to: typeof to === 'string' ? to : whole.to,
  }
}

/** The unobserved days between an issue and the one before it on which the calendar expected one. */
function missingDates({ previous_date, chart_date, missing_before, cadence, weekdays }: Issue): string[] {
  if (previous_date === null) return []
  const next = addDays(previous_date, cadence === 'weekly' && weekdays === null ? 7 : 1)
  return expectedDates({ cadence, weekdays }, next, addDays(chart_date, -1)).slice(0, missing_before)
}

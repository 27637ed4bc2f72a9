import { addDays, expectedDates } from '../domain/calendar.ts'
import { type ChartName, formatChartName } from '../domain/chart-name.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { countIssues, type Issue, issuesAfterGaps } from './insight-issues.ts'
import type { InsightRequest } from './insight-parameters.ts'

/** Number of issues in a span: the observed ones, and all that the calendar expects. */
export interface Coverage {
  observed: number
  expected: number
}

interface Span {
  from: string
  to: string
}

/**
 * Coverage of the issues that an answer is based on: those of `from` and `to`; for a comparison, the days since the
 * previous issue; otherwise, for an issue, everything up to it; else all. A chart that is entirely within the span is counted
 * by its totals, and only the others are queried.
 */
export async function measureCoverage(warehouse: Warehouse, request: InsightRequest): Promise<Coverage> {
  const span = selectSpan(request)
  const coverage = { observed: 0, expected: 0 }
  const cut = new Set<string>()
  for (const chart of request.charts) {
    const isWhole = chart.first_date >= span.from && chart.last_date <= span.to
    coverage.observed += isWhole ? chart.issues : 0
    coverage.expected += isWhole ? chart.expected_issues : 0
    if (!isWhole) cut.add(formatChartName(chart))
  }
  if (cut.size === 0) return coverage

  const isCut = (one: ChartName) => cut.has(formatChartName(one))
  for (const { issues } of (await countIssues(warehouse, request.names, span)).filter(isCut)) {
    coverage.observed += issues
    coverage.expected += issues
  }
  for (const issue of (await issuesAfterGaps(warehouse, request.names, span)).filter(isCut)) {
    coverage.expected += missingDates(issue).filter(isWithin(span)).length
  }
  return coverage
}

/** Coverage of a span by issues that were already read. */
export function measureIssueCoverage(issues: Issue[], span: Span): Coverage {
  const observed = issues.filter(({ chart_date }) => isWithin(span)(chart_date)).length
  const missing = issues.filter(({ missing_before }) => missing_before > 0).flatMap(missingDates)
  return { observed, expected: observed + missing.filter(isWithin(span)).length }
}

/** What a reader of the rows has to know, e.g. why the answer is empty. */
export function writeNotes({ insight, parameters, issue }: InsightRequest, { observed }: Coverage): string[] {
  const { from, to, as_of, across_gaps } = parameters
  if (typeof from === 'string' && typeof to === 'string') {
    return observed === 0 ? [`there is no issue from ${from} to ${to}`] : []
  }
  if (typeof as_of === 'string' && observed === 0) return [`there is no issue up to ${as_of}`]
  if (!comparesIssues(insight) || issue === null) return []
  const { chart_date, previous_date, missing_before, chart_size, previous_size } = issue
  if (previous_date === null)
    return [`${chart_date} is the first observed issue, with no earlier one to compare it with`]
  if (missing_before > 0 && across_gaps !== true) {
    return [
      `${missing_before} expected ${missing_before === 1 ? 'issue' : 'issues'} between ${previous_date} and ${chart_date} were not observed, so the two are not compared; --across-gaps compares them`,
    ]
  }
  if (previous_size !== null && previous_size !== chart_size) {
    const depth = Math.min(previous_size, chart_size)
    return [`the size changed from ${previous_size} to ${chart_size}: compared down to position ${depth}`]
  }
  return []
}

function selectSpan({ parameters, issue, insight }: InsightRequest): Span {
  const whole = { from: '0001-01-01', to: '9999-12-31' }
  const { on, from, to = parameters.as_of } = parameters
  if (typeof on !== 'string') {
    return {
      from: typeof from === 'string' ? from : whole.from,
      to: typeof to === 'string' ? to : whole.to,
    }
  }
  if (!comparesIssues(insight)) return { from: whole.from, to: on }
  const previous = issue?.previous_date ?? null
  return { from: previous === null ? on : addDays(previous, 1), to: on }
}

function comparesIssues({ parameters }: InsightRequest['insight']): boolean {
  return parameters.some(({ name }) => name === 'across_gaps')
}

function isWithin({ from, to }: Span): (date: string) => boolean {
  return (date) => date >= from && date <= to
}

/** The unobserved dates between an issue and the previous one on which the calendar expects an issue. */
function missingDates({ previous_date, chart_date, missing_before, cadence, weekdays }: Issue): string[] {
  if (previous_date === null) return []
  const next = addDays(previous_date, cadence === 'weekly' && weekdays === null ? 7 : 1)
  return expectedDates({ cadence, weekdays }, next, addDays(chart_date, -1)).slice(0, missing_before)
}

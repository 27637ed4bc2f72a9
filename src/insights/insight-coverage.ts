import { addDays } from '../domain/calendar.ts'
import { type ChartName, formatChartName } from '../domain/chart-name.ts'
import { HitparadeError } from '../domain/errors.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { describeExtent } from './insight-charts.ts'
import { countIssues, type Issue, issuesAfterGaps, missingDates } from './insight-issues.ts'
import type { InsightRequest } from './insight-parameters.ts'
import { listSides } from './parameters/other-side.ts'

/** Number of issues in a span: the observed ones, and all that the calendar expects. */
export interface Coverage {
  observed: number
  expected: number
}

/** The coverage of an answer. */
export interface Coverages {
  /** Of the issues that the answer is based on; in a comparison of those of the first side. */
  coverage: Coverage
  /** Of the other side of a comparison; null if the question has one side. */
  other_coverage: Coverage | null
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

  const { observed, expected } = await measureSpan(warehouse, { ...request, span }, (chart) =>
    cut.has(formatChartName(chart)),
  )
  return { observed: coverage.observed + observed, expected: coverage.expected + expected }
}

/** The same of the other side of a comparison; null if the question has one side. */
export async function measureOtherCoverage(
  warehouse: Warehouse,
  { names: { source }, parameters }: InsightRequest,
): Promise<Coverage | null> {
  const [, other] = listSides(parameters)
  if (other === undefined) return null
  const names = { source, chart: String(other.chart) }
  return measureSpan(
    warehouse,
    { names, span: { from: String(other.from), to: String(other.to) } },
    () => true,
  )
}

async function measureSpan(
  warehouse: Warehouse,
  { names, span }: Pick<InsightRequest, 'names'> & { span: Span },
  isCounted: (chart: ChartName) => boolean,
): Promise<Coverage> {
  const coverage = { observed: 0, expected: 0 }
  for (const { issues } of (await countIssues(warehouse, names, span)).filter(isCounted)) {
    coverage.observed += issues
    coverage.expected += issues
  }
  for (const issue of (await issuesAfterGaps(warehouse, names, span)).filter(isCounted)) {
    coverage.expected += missingDates(issue).filter(isWithin(span)).length
  }
  return coverage
}

/** The coverage of an answer that lacks issues; of a comparison always that of both sides. */
export function noteCoverage({ coverage, other_coverage: other }: Coverages): string[] {
  if (other === null) return coverage.observed < coverage.expected ? [describeCoverage(coverage)] : []
  return [`first side: ${describeCoverage(coverage)}`, `other side: ${describeCoverage(other)}`]
}

/** Coverage as a sentence, e.g. `9 of 12 expected issues were observed`. */
export function describeCoverage({ observed, expected }: Coverage): string {
  return `${observed} of ${expected} expected issues were observed`
}

/** Coverage of a span by issues that were already read. */
export function measureIssueCoverage(issues: Issue[], span: Span): Coverage {
  const observed = issues.filter(({ chart_date }) => isWithin(span)(chart_date)).length
  const missing = issues.filter(({ missing_before }) => missing_before > 0).flatMap(missingDates)
  return { observed, expected: observed + missing.filter(isWithin(span)).length }
}

/** Throws code `NoIssue`, with what there is, if no issue is within the span of the question. */
export function requireIssues({ charts, given }: InsightRequest, { observed }: Coverage) {
  if (observed > 0 || charts.length === 0) return
  const from = given.from === undefined ? '' : ` from ${given.from}`
  const to = given.to === undefined ? '' : ` to ${given.to}`
  const upTo = given.as_of === undefined ? '' : ` up to ${given.as_of}`
  throw new HitparadeError('NoIssue', `there is no issue${from}${to}${upTo}`, {
    advice: describeExtent(charts),
  })
}

/** What a reader of the rows has to know: which issue it is, what is not compared, and why there are no rows. */
export function writeNotes(request: InsightRequest, coverage: Coverage, isEmpty = false): string[] {
  const compared = noteComparison(request)
  const nothing = isEmpty && compared.length === 0 ? [noteNoRows(request, coverage)] : []
  return [...noteIssue(request), ...compared, ...nothing]
}

function noteNoRows({ charts }: InsightRequest, { observed }: Coverage): string {
  if (charts.length === 0) return 'there is no chart yet'
  const [only] = charts.map(formatChartName)
  const where = charts.length === 1 ? only : `${charts.length} charts`
  const searched = observed === 1 ? '1 issue' : `${observed} issues`
  return `nothing fits: ${searched} of ${where} ${observed === 1 ? 'was' : 'were'} searched`
}

function noteIssue({ given, issue }: InsightRequest): string[] {
  if (issue === null || given.on === undefined || given.on === issue.chart_date) return []
  const { chart_date } = issue
  if (given.on === 'latest') return [`the latest issue is of ${chart_date}`]
  const isMonth = chart_date.startsWith(given.on)
  return [
    isMonth
      ? `the last issue of ${given.on} is of ${chart_date}`
      : `the issue of ${chart_date} was in effect on ${given.on}`,
  ]
}

function noteComparison({ insight, parameters, issue }: InsightRequest): string[] {
  const { across_gaps } = parameters
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
  const { on, from } = parameters
  const to = parameters.to ?? parameters.as_of
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

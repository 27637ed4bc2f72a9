import { parseChartDate, parseInstant } from '../calendar.ts'
import { UsageError } from '../errors.ts'
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'
import { type ChartName, chartOf, type Issue, issuesOf } from './insight-charts.ts'
import type { Insight, InsightParameter } from './insight-header.ts'
import { type Refuse, requireTerms } from './insight-terms.ts'
import { meant } from './names.ts'
import { artistCalled, recordingCalled } from './search.ts'

/** What was asked, with everything filled in. */
export interface Asked {
  insight: Insight
  /** For the SQL; a chart becomes `source` and `chart`, null for all. */
  parameters: Parameters
  chart: ChartName | null
  /** Published issues of the chart, or of all charts, oldest first. */
  issues: Issue[]
}

interface Asking {
  warehouse: Warehouse
  parameter: InsightParameter
  /** What was given; undefined where it was left out. */
  text: string | undefined
  chart: ChartName | null
  issues: Issue[]
  now: string
}

/** Fills in an insight's parameters. Throws a `UsageError` for an unknown one and for a value out of range. */
export async function resolveParameters(
  warehouse: Warehouse,
  insight: Insight,
  given: Record<string, string>,
  { now, refuse = nobody }: { now: string; refuse?: Refuse },
): Promise<Asked> {
  refuseUnknown(insight, given)
  const chart = await resolveChart(warehouse, insight, given.chart)
  const issues = await issuesOf(warehouse, chart)
  await requireTerms(insight, issues, refuse)
  const parameters: Parameters = { source: chart?.source ?? null, chart: chart?.chart ?? null }
  for (const parameter of insight.parameters) {
    const { name, initial } = parameter
    if (name === 'chart') continue
    const text = given[name]
    if (text === undefined && initial === null) {
      throw new UsageError(`${insight.name} needs --${name}: ${parameter.meaning}`)
    }
    const read = text === undefined && initial === 'all' ? nothing : (readers[name] ?? readByDefault)
    parameters[name] = await read({ warehouse, parameter, text, chart, issues, now })
  }
  refuseReversed(parameters)
  return { insight, parameters, chart, issues }
}

const nobody: Refuse = () => Promise.resolve(null)

type Reader = (asking: Asking) => Parameters[string] | Promise<Parameters[string]>

const nothing: Reader = () => null

/** Parameters that mean the same in every insight; all others are read by the form of their default. */
const readers: Record<string, Reader> = {
  on: ({ text, issues }) => (text === undefined ? edgeOf(issues, -1) : issueDate(text, issues)),
  from: ({ text, issues }) => (text === undefined ? edgeOf(issues, 0) : parseChartDate(text)),
  to: ({ text, issues }) => (text === undefined ? edgeOf(issues, -1) : parseChartDate(text)),
  now: ({ text, now }) => parseInstant(text ?? now),
  limit: ({ parameter, text }) => wholeNumber(parameter, text),
  song: ({ warehouse, chart, text = '' }) => recordingCalled(warehouse, chart, text),
  artist: ({ warehouse, chart, text = '' }) => artistCalled(warehouse, chart, text),
}

/** `a|b|c` is a choice, `true` or `false` a switch, digits a positive number, anything else text. */
const readByDefault: Reader = ({ parameter, text }) => {
  const initial = parameter.initial ?? ''
  if (/^(true|false)$/.test(initial)) return oneOf(parameter, ['true', 'false'], text ?? initial) === 'true'
  if (initial.includes('|')) {
    const choices = initial.split('|')
    return oneOf(parameter, choices, text ?? choices[0] ?? '')
  }
  if (/^\d+$/.test(initial)) return wholeNumber(parameter, text)
  return text ?? initial
}

function refuseUnknown({ name, parameters }: Insight, given: Record<string, string>) {
  const known = parameters.map((parameter) => parameter.name)
  for (const word of Object.keys(given)) {
    if (!known.includes(word)) {
      throw new UsageError(`${name} has no parameter ${word}${meant(word, known)}`)
    }
  }
}

/** Throws a `UsageError` for a span that ends before it begins. */
export function refuseReversed({ from, to }: Parameters) {
  if (typeof from === 'string' && typeof to === 'string' && from > to) {
    throw new UsageError(
      `--from ${from} is after --to ${to}; expected a span from an earlier day to a later one`,
    )
  }
}

/** Insights without a chart, and those whose chart is `all` where none is given, look at every chart. */
async function resolveChart(warehouse: Warehouse, insight: Insight, given: string | undefined) {
  const parameter = insight.parameters.find(({ name }) => name === 'chart')
  if (parameter === undefined || (given ?? parameter.initial) === 'all') return null
  return chartOf(warehouse, given)
}

function edgeOf(issues: Issue[], index: 0 | -1): string | null {
  return issues.at(index)?.chart_date ?? null
}

function issueDate(text: string, issues: Issue[]): string {
  const date = parseChartDate(text)
  if (issues.some(({ chart_date }) => chart_date === date)) return date
  const before = issues.filter(({ chart_date }) => chart_date < date).at(-1)
  const after = issues.find(({ chart_date }) => chart_date > date)
  const near = [before, after].flatMap((issue) => (issue === undefined ? [] : [issue.chart_date]))
  throw new UsageError(`there is no issue of ${date}; the nearest are ${near.join(' and ')}`)
}

function wholeNumber({ name, initial }: InsightParameter, text: string | undefined): number {
  const digits = text ?? initial ?? ''
  const number = Number(digits)
  if (/^\d+$/.test(digits) && Number.isSafeInteger(number) && number > 0) return number
  throw new UsageError(`--${name} expects a whole number above 0, got ${JSON.stringify(digits)}`)
}

function oneOf({ name }: InsightParameter, choices: string[], text: string): string {
  if (choices.includes(text)) return text
  throw new UsageError(`--${name} expects ${choices.join(' or ')}, got ${JSON.stringify(text)}`)
}

import { parseChartDate, parseInstant } from '../domain/calendar.ts'
import { UsageError } from '../domain/errors.ts'
import { didYouMean } from '../domain/text/did-you-mean.ts'
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'
import { type ChartSelection, resolveCharts } from './insight-charts.ts'
import type { Insight, InsightParameter } from './insight-header.ts'
import { findIssue, type Issue, issueDatesAround } from './insight-issues.ts'
import { type Refuse, requireTerms } from './insight-terms.ts'
import { artistCalled, recordingCalled } from './name-search.ts'

/** What was asked, with everything filled in. */
export interface InsightRequest extends ChartSelection {
  insight: Insight
  /** For the SQL; a chart becomes `source` and `chart`, null for all. */
  parameters: Parameters
  /** The issue that was asked for with `on`; null where that is no parameter. */
  issue: Issue | null
}

interface Asking extends ChartSelection {
  warehouse: Warehouse
  parameter: InsightParameter
  /** What was given; undefined where it was left out. */
  text: string | undefined
  now: string
}

/** Fills in an insight's parameters. Throws a `UsageError` for an unknown one and for a value out of range. */
export async function resolveParameters(
  warehouse: Warehouse,
  insight: Insight,
  given: Record<string, string>,
  { now, refuse = nobody }: { now: string; refuse?: Refuse },
): Promise<InsightRequest> {
  refuseUnknown(insight, given)
  const about = await resolveCharts(warehouse, insight, given.chart)
  await requireTerms(insight, about.charts, refuse)
  const parameters: Parameters = { ...about.names }
  for (const parameter of insight.parameters) {
    const { name, initial } = parameter
    if (name === 'chart') continue
    const text = given[name]
    if (text === undefined && initial === null) {
      throw new UsageError(`${insight.name} needs --${name}: ${parameter.meaning}`)
    }
    const read = text === undefined && initial === 'all' ? nothing : (readers[name] ?? readByDefault)
    parameters[name] = await read({ ...about, warehouse, parameter, text, now })
  }
  refuseReversed(parameters)
  const issue =
    typeof parameters.on === 'string' ? await findIssue(warehouse, about.names, parameters.on) : null
  return { ...about, insight, parameters, issue }
}

const nobody: Refuse = () => Promise.resolve(null)

type Reader = (asking: Asking) => Parameters[string] | Promise<Parameters[string]>

const nothing: Reader = () => null

/** Parameters that mean the same in every insight; all others are read by the form of their default. */
const readers: Record<string, Reader> = {
  on: (asking) => (asking.text === undefined ? newestChartDate(asking) : issueDate(asking, asking.text)),
  from: ({ text, charts }) =>
    text === undefined ? least(charts.map((one) => one.first_date)) : parseChartDate(text),
  to: (asking) => (asking.text === undefined ? newestChartDate(asking) : parseChartDate(asking.text)),
  now: ({ text, now }) => parseInstant(text ?? now),
  limit: ({ parameter, text }) => wholeNumber(parameter, text),
  song: ({ warehouse, chart, text = '' }) => recordingCalled(warehouse, chart, text),
  artist: ({ warehouse, chart, text = '' }) => artistCalled(warehouse, chart, text),
}

/** `a|b|c` is a choice, `true` or `false` a switch, digits a positive number, anything else text. */
const readByDefault: Reader = ({ parameter, text }) => {
  const initial = parameter.initial ?? ''
  if (/^(true|false)$/.test(initial))
    return parseChoice(parameter, ['true', 'false'], text ?? initial) === 'true'
  if (initial.includes('|')) {
    const choices = initial.split('|')
    return parseChoice(parameter, choices, text ?? choices[0] ?? '')
  }
  if (/^\d+$/.test(initial)) return wholeNumber(parameter, text)
  return text ?? initial
}

function refuseUnknown({ name, parameters }: Insight, given: Record<string, string>) {
  const known = parameters.map((parameter) => parameter.name)
  for (const word of Object.keys(given)) {
    if (!known.includes(word)) {
      throw new UsageError(`${name} has no parameter ${word}`, { advice: didYouMean(word, known) })
    }
  }
}

/** Throws a `UsageError` for a span that ends before it begins. */
export function refuseReversed({ from, to }: Parameters) {
  if (typeof from === 'string' && typeof to === 'string' && from > to) {
    throw new UsageError(`--from ${from} is after --to ${to}`, {
      advice: 'expected a span from an earlier day to a later one',
    })
  }
}

function newestChartDate({ charts }: ChartSelection): string | null {
  return (
    charts
      .map((one) => one.last_date)
      .sort()
      .at(-1) ?? null
  )
}

function least(dates: string[]): string | null {
  return dates.sort()[0] ?? null
}

async function issueDate({ warehouse, names }: Asking, text: string): Promise<string> {
  const date = parseChartDate(text)
  if ((await findIssue(warehouse, names, date)) !== null) return date
  const near = await issueDatesAround(warehouse, names, date)
  throw new UsageError(`there is no issue of ${date}`, { advice: `the nearest are ${near.join(' and ')}` })
}

function wholeNumber({ name, initial }: InsightParameter, text: string | undefined): number {
  const digits = text ?? initial ?? ''
  const number = Number(digits)
  if (/^\d+$/.test(digits) && Number.isSafeInteger(number) && number > 0) return number
  throw new UsageError(`--${name} expects a whole number above 0, got ${JSON.stringify(digits)}`)
}

function parseChoice({ name }: InsightParameter, choices: string[], text: string): string {
  if (choices.includes(text)) return text
  throw new UsageError(`--${name} expects ${choices.join(' or ')}, got ${JSON.stringify(text)}`)
}

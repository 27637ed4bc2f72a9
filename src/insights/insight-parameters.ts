import { parseChartDate, parseInstant } from '../domain/calendar.ts'
import { HitparadeError, UsageError } from '../domain/errors.ts'
import { didYouMean } from '../domain/text/did-you-mean.ts'
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts'
import { findArtist, findRecording } from './find-by-name.ts'
import { type ChartSelection, describeExtent, resolveCharts } from './insight-charts.ts'
import type { Insight, InsightParameter } from './insight-header.ts'
import { findIssue, type Issue } from './insight-issues.ts'
import { type FindRestriction, requireTerms } from './insight-needs.ts'
import { findIssueDate } from './parameters/issue-of-day.ts'
import { readOtherSide } from './parameters/other-side.ts'
import { choosePoints, parseBonus, parseChartYear } from './parameters/points-parameters.ts'
import {
  firstDate,
  isSpanGiven,
  newestDate,
  readFrom,
  readTo,
  requireOneEnd,
  requireOrdered,
} from './parameters/span.ts'

/** An insight with all of its parameters filled in. */
export interface InsightRequest extends ChartSelection {
  insight: Insight
  /** What was given, as text. */
  given: Record<string, string>
  /** The parameters of the SQL. `--chart` becomes `source` and `chart`, null for all. */
  parameters: Parameters
  /** The issue of the date `on`; null if the insight has no such parameter. */
  issue: Issue | null
}

/** Fills in an insight's parameters. Throws a `UsageError` for an unknown one and for a value out of range. */
export async function resolveParameters(
  warehouse: Warehouse,
  insight: Insight,
  given: Record<string, string>,
  { now, findRestriction = noRestriction }: { now: string; findRestriction?: FindRestriction },
): Promise<InsightRequest> {
  requireKnown(insight, given)
  const selection = await resolveCharts(warehouse, insight, given.chart)
  await requireTerms(insight, selection.charts, findRestriction)
  const parameters: Parameters = { ...selection.names }
  const pick = given.pick === undefined ? undefined : parseCount(pickParameter, given.pick)
  for (const parameter of insight.parameters) {
    const { name, initial, meaning } = parameter
    if (name === 'chart') continue
    const text = given[name]
    if (text === undefined && initial === null) {
      throw new UsageError(`${insight.name} needs ${toFlag(name)}: ${meaning}`)
    }
    if (text === undefined && initial === 'all' && parameter.choices.length === 0) {
      parameters[name] = null
      continue
    }
    const context = { ...selection, insight, warehouse, parameter, given, text, now, read: parameters, pick }
    const value = await findType(parameter).read(context)
    if (isSeveral(value)) Object.assign(parameters, value)
    else parameters[name] = value
  }
  // A span that begins after the newest issue has none, and the answer says so.
  if (given.from !== undefined && given.to !== undefined) requireOrdered(parameters)
  requireOneEnd(given)
  const { on } = parameters
  const issue = typeof on === 'string' ? await findIssue(warehouse, selection.names, on) : null
  return { ...selection, insight, given, parameters, issue }
}

const noRestriction: FindRestriction = () => Promise.resolve(null)

/** The value in help, e.g. `date` for `--on <date>`; null for a switch, which takes no value. */
export function findPlaceholder(parameter: InsightParameter): string | null {
  return findType(parameter).placeholder
}

interface ReadContext extends ChartSelection {
  warehouse: Warehouse
  parameter: InsightParameter
  /** What was given for all parameters. */
  given: Record<string, string>
  /** The given value; undefined for the default. */
  text: string | undefined
  now: string
  insight: Insight
  /** The values of the parameters before it. */
  read: Parameters
  /** Which of several hits of a name is meant, from 1. */
  pick: number | undefined
}

/** What a parameter takes, and how it is read: as the parameter of its name, or as several that it names. */
interface ParameterType {
  placeholder: string | null
  /** A name that may have several hits, of which `--pick` chooses one. */
  isSearched?: boolean
  read(context: ReadContext): Parameters[string] | Parameters | Promise<Parameters[string] | Parameters>
}

function isSeveral(value: Parameters[string] | Parameters): value is Parameters {
  return typeof value === 'object' && value !== null
}

/** Parameters with the same meaning in every insight. */
const typesByName: Record<string, ParameterType> = {
  chart: { placeholder: 'chart', read: ({ text = '' }) => text },
  on: {
    placeholder: 'date',
    read: (context) => {
      if (isSpanGiven(context.given)) return null
      const { text, charts, warehouse } = context
      return text === undefined ? newestDate(charts) : findIssueDate(warehouse, context, text)
    },
  },
  from: { placeholder: 'date', read: readFrom },
  to: { placeholder: 'date', read: readTo },
  as_of: {
    placeholder: 'date',
    read: ({ text }) => (text === undefined ? null : parseChartDate(text, '--as-of')),
  },
  with: {
    placeholder: 'chart or span',
    read: ({ warehouse, text = '', read, ...selection }) =>
      readOtherSide(warehouse, selection, { text, from: String(read.from), to: String(read.to) }),
  },
  now: { placeholder: 'instant', read: ({ text, now }) => parseInstant(text ?? now) },
  year: { placeholder: 'year', read: parseYear },
  limit: { placeholder: 'n', read: ({ parameter, text }) => parseCount(parameter, text) },
  pick: { placeholder: 'n', read: ({ parameter, text }) => parseCount(parameter, text) },
  song: {
    placeholder: 'id or title',
    isSearched: true,
    read: ({ warehouse, chart, text = '', pick }) => findRecording(warehouse, chart, text, pick),
  },
  artist: {
    placeholder: 'id or name',
    isSearched: true,
    read: ({ warehouse, chart, text = '', read, pick }) =>
      findArtist(warehouse, chart, { text, credits: String(read.credits ?? 'split'), pick }),
  },
  bonus_at_one: {
    placeholder: 'n',
    read: ({ parameter, text }) => parseBonus(text ?? parameter.initial ?? ''),
  },
  chart_year: {
    placeholder: 'month-day',
    read: ({ parameter, text }) => parseChartYear(text ?? parameter.initial ?? ''),
  },
}

/** Any other parameter has the type of its default: a switch, a choice `a|b|c`, a positive number, else text. */
function findType({ name, initial, choices }: InsightParameter): ParameterType {
  const known = typesByName[name]
  if (known !== undefined) return known
  if (initial === 'true' || initial === 'false') return switchType
  if (choices.length > 0) return { placeholder: 'choice', read: parseChoice }
  if (/^\d+$/.test(initial ?? '')) {
    return { placeholder: 'n', read: ({ parameter, text }) => parseCount(parameter, text) }
  }
  return { placeholder: 'text', read: ({ text }) => text ?? initial }
}

const switchType: ParameterType = {
  placeholder: null,
  read: ({ parameter, text }) =>
    requireChoice(parameter, ['true', 'false'], text ?? parameter.initial ?? '') === 'true',
}

function parseChoice({ insight, parameter, text: given, read }: ReadContext): string {
  const { choices } = parameter
  const text = parameter.name === 'points' ? choosePoints(given, read.by) : given
  if (text !== undefined && !choices.includes(text)) {
    const other = insight.parameters.find((one) => one !== parameter && one.choices.includes(text))
    if (other !== undefined)
      throw new UsageError(describeChoices(parameter, choices, text), {
        advice: `did you mean ${toFlag(other.name)} ${text}?`,
      })
  }
  return requireChoice(parameter, choices, text ?? parameter.initial ?? '')
}

function requireChoice(parameter: InsightParameter, choices: string[], text: string): string {
  if (choices.includes(text)) return text
  throw new UsageError(describeChoices(parameter, choices, text))
}

function describeChoices({ name }: InsightParameter, choices: string[], text: string): string {
  return `${toFlag(name)} expects ${formatChoices(choices)}, got ${JSON.stringify(text)}`
}

/** `a, b or c` */
function formatChoices(choices: string[]): string {
  const [last = '', ...others] = choices.toReversed()
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`
}

function parseCount({ name, initial }: InsightParameter, text: string | undefined): number {
  const digits = text ?? initial ?? ''
  const number = Number(digits)
  if (/^\d+$/.test(digits) && Number.isSafeInteger(number) && number > 0) return number
  throw new UsageError(`${toFlag(name)} expects a whole number above 0, got ${JSON.stringify(digits)}`)
}

/** The parameters that the command line takes: those of the insight, and `--pick` if one of them searches for a name. */
export function listParameters(parameters: InsightParameter[]): InsightParameter[] {
  const isSearched = parameters.some((parameter) => findType(parameter).isSearched)
  return isSearched ? [...parameters, pickParameter] : parameters
}

const pickParameter: InsightParameter = {
  name: 'pick',
  initial: null,
  choices: [],
  meaning: 'which of several hits of a name, from 1',
}

/** Parameters of earlier versions, and what to write now. */
const replaced = new Map([['convention', '--runs cut for calendar, or --runs whole for peak']])

/** Throws code `NoIssue` for a year in which the chart has no issue. */
function parseYear({ text = '', charts }: ReadContext): number {
  if (!/^[1-9]\d{3}$/.test(text))
    throw new UsageError(`--year expects a year as YYYY, got ${JSON.stringify(text)}`)
  const [first = '', last = ''] = [firstDate(charts), newestDate(charts)]
  if (first === null || last === null || (text >= first.slice(0, 4) && text <= last.slice(0, 4)))
    return Number(text)
  throw new HitparadeError('NoIssue', `there is no issue in ${text}`, { advice: describeExtent(charts) })
}

function requireKnown({ name, parameters }: Insight, given: Record<string, string>) {
  const known = listParameters(parameters).map((parameter) => parameter.name)
  for (const word of Object.keys(given)) {
    const now = replaced.get(word)
    if (now !== undefined && known.includes('runs'))
      throw new UsageError(`${name} no longer has ${toFlag(word)}`, { advice: `give ${now}` })
    if (!known.includes(word)) {
      const flags = [...known.map(toFlag), '--format']
      throw new UsageError(`${name} has no parameter ${toFlag(word)}`, { advice: didYouMean(word, flags) })
    }
  }
}

function toFlag(name: string): string {
  return `--${name.replaceAll('_', '-')}`
}

import { parseChartDate } from '../../../domain/calendar.ts'
import { formatChartName, matchCharts, suggestCharts } from '../../../domain/chart-name.ts'
import { HitparadeError, withAdvice } from '../../../domain/errors.ts'
import { parseBonus } from '../../../insights/parameters/points-parameters.ts'
import { type Answer, readInsight } from '../../../insights/run-insight.ts'
import type { Credit } from '../../data/chart-entries.ts'
import { decadeSpan, limitPeriod, yearSpan } from '../../data/charts/chart-spans.ts'
import type { Site, SiteChart } from '../../site.ts'

/** The fields of the form, in their order. They are also the parameters of the address. */
export const builderFields = ['chart', 'of', 'span', 'from', 'to', 'points', 'bonus_at_one', 'limit'] as const

export type BuilderField = (typeof builderFields)[number]

/** What can be ranked, each with its insight. */
export const builderInsights = { songs: 'top_songs', artists: 'top_artists', albums: 'top_albums' } as const

/** Rows that one answer may have. */
export const mostRows = 500

/** The rules that the form offers, the default first. */
export function listPointsRules(): string[] {
  return readInsight('top_songs').parameters.find(({ name }) => name === 'points')?.choices ?? []
}

/** What is wrong, and the field that has to change; null for a parameter that there is not. */
export interface BuilderProblem {
  field: BuilderField | null
  problem: string
}

/** A list that a reader chose. */
export interface BuilderRequest {
  chart: SiteChart
  of: keyof typeof builderInsights
  /** The first and last day; null for those of the chart. */
  from: string | null
  to: string | null
  points: string
  bonus_at_one: number
  limit: number
}

/** A list with its rows. */
export interface BuilderList {
  request: BuilderRequest
  answer: Answer
  /** The artists of each recording. */
  credits: Map<string, Credit[]>
}

/** The parameters of an address as text, without those that are empty. */
export type BuilderText = Partial<Record<BuilderField, string>>

export interface ReadBuilder {
  text: BuilderText
  /** Null if something is wrong. */
  request: BuilderRequest | null
  problems: BuilderProblem[]
}

/** Reads the parameters of an address. The charts of the site must not be empty. */
export function readBuilder(site: Site, query: URLSearchParams): ReadBuilder {
  const problems: BuilderProblem[] = []
  const text: BuilderText = {}
  for (const name of new Set(query.keys())) {
    const field = builderFields.find((each) => each === name)
    const [value = '', ...more] = query.getAll(name).map((one) => one.trim())
    if (field === undefined) problems.push({ field: null, problem: `there is no parameter ${name}` })
    else if (more.length > 0) problems.push({ field, problem: 'is given more than once' })
    else if (value !== '') text[field] = value
  }
  /** A value that cannot be read is a problem of its field. */
  function attempt<Value>(field: BuilderField, read: (given: string | undefined) => Value): Value | null {
    try {
      return read(text[field])
    } catch (error) {
      if (!(error instanceof HitparadeError)) throw error
      problems.push({ field, problem: error.message })
      return null
    }
  }
  const chart = attempt('chart', (given) => findSiteChart(site, given))
  // The form and links have the whole name.
  if (chart !== null && text.chart !== undefined) text.chart = formatChartName(chart)
  const of = attempt('of', (given) => choose(Object.keys(builderInsights), given))
  const points = attempt('points', (given) => choose(listPointsRules(), given))
  const bonus_at_one = attempt('bonus_at_one', (given) => parseBonus(given ?? '0', 'Bonus at no. 1'))
  const limit = attempt('limit', parseLimit)
  const span = attempt('span', (given) => (given === undefined ? null : parseSpan(given)))
  const from = attempt('from', (given) => (given === undefined ? null : parseChartDate(given)))
  const to = attempt('to', (given) => (given === undefined ? null : parseChartDate(given)))
  if (text.span !== undefined && (text.from ?? text.to) !== undefined)
    problems.push({
      field: 'span',
      problem: 'is given together with a first or last day; give one of the two',
    })
  if (from !== null && to !== null && from > to)
    problems.push({ field: 'from', problem: `${from} is after the last day, ${to}` })
  if (chart === null || of === null || points === null || bonus_at_one === null || limit === null)
    return { text, request: null, problems }
  const request = {
    chart,
    of: of as BuilderRequest['of'],
    from: span?.from ?? from,
    to: span?.to ?? to,
    points,
    bonus_at_one,
    limit,
  }
  if (problems.length === 0) problems.push(...requireOverlap(request, text))
  return { text, request: problems.length === 0 ? request : null, problems }
}

/** A day outside the extent of the chart is a problem if no day of the span is within it. */
function requireOverlap({ chart, from, to }: BuilderRequest, text: BuilderText): BuilderProblem[] {
  const { first_date, last_date } = chart
  const isAfter = from !== null && from > last_date
  const isBefore = to !== null && to < first_date
  if (!isAfter && !isBefore) return []
  const field = text.span === undefined ? (isAfter ? 'from' : 'to') : 'span'
  return [{ field, problem: `there is no issue then; ${describeChart(chart)}` }]
}

/** `spotify/top-50 has 120 issues from 2026-01-01 to 2026-04-30` */
function describeChart({ source, chart, issues, first_date, last_date }: SiteChart): string {
  const count = issues === 1 ? '1 issue' : `${issues} issues`
  return `${formatChartName({ source, chart })} has ${count} from ${first_date} to ${last_date}`
}

/** The chart that a name means; the main one without a name. */
function findSiteChart({ charts }: Site, given: string | undefined): SiteChart {
  const [found, ...more] = given === undefined ? charts.slice(0, 1) : matchCharts(charts, given)
  if (found !== undefined && more.length === 0) return found
  if (found !== undefined)
    throw new BuilderValue(
      `several sources have a chart ${given}`,
      [found, ...more].map(formatChartName).join(' or '),
    )
  throw new BuilderValue(`there is no chart ${given}`, suggestCharts(charts, given ?? ''))
}

function choose(choices: string[], given: string | undefined): string {
  const [initial = ''] = choices
  if (given === undefined) return initial
  if (choices.includes(given)) return given
  throw new BuilderValue(`expects one of ${choices.join(', ')}, got ${JSON.stringify(given)}`)
}

function parseLimit(given = '20'): number {
  const number = Number(given)
  if (/^\d{1,6}$/.test(given) && number > 0 && number <= mostRows) return number
  throw new BuilderValue(`expects a whole number from 1 to ${mostRows}, got ${JSON.stringify(given)}`)
}

/** `1994`, `1990s` or `1994-06` */
function parseSpan(given: string): { from: string; to: string } {
  if (/^[1-9]\d{3}$/.test(given)) return limitPeriod(yearSpan, given)
  if (/^[1-9]\d\d0s$/.test(given)) return limitPeriod(decadeSpan, given)
  const [, year = '', month = ''] = /^([1-9]\d{3})-(0[1-9]|1[0-2])$/.exec(given) ?? []
  if (month === '')
    throw new BuilderValue(
      `expects a year, a decade or a month, such as 1994, 1990s or 1994-06, got ${JSON.stringify(given)}`,
    )
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return { from: `${given}-01`, to: `${given}-${lastDay}` }
}

/** A value of a field that cannot be read. Code `Usage`. */
class BuilderValue extends HitparadeError {
  constructor(problem: string, advice?: string) {
    super('Usage', withAdvice(problem, advice))
  }
}

import { UnreadableError } from '../../domain/errors.ts'
import { slug } from '../../domain/text/slug.ts'
import { epochDays, isoDate } from '../../domain/time.ts'
import { createAmbiguousDay, readDay, surveyDays } from '../chart-rows/read-days.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { CsvLayout } from './csv-columns.ts'

/** One chart on one day, as a range of rows. */
export interface CsvIssue {
  chart: string
  /** As the rows name it; null where the file is one chart. */
  chart_name: string | null
  /** What the column of chart says; null where it is missing, or where the file is one chart. */
  list: string | null
  /** What the column of region says in the first row; null where it is missing. */
  region: string | null
  /** Days since 1970-01-01. */
  chart_date: number
  /** Rows from `first` up to but without `end`. */
  first: number
  end: number
  /** Largest position, also of rejects; 0 where no row has one. */
  size: number
  /** Rows so far, of a file whose positions are the order of its rows. */
  rows: number
  /** The smallest position that the file gives. */
  least: number
}

export type IssueSettings = Pick<RawHeader, 'chart' | 'chart_date'> & Partial<Pick<RawHeader, 'regions'>>

/** Finds the issue of each row by its columns. Throws `UnreadableError` where no column names the chart or the date. */
export function issueFinder(
  { columns, dates }: CsvLayout,
  settings: IssueSettings,
): { issues: CsvIssue[]; find(record: string[]): number; getRange(): string | null } {
  const findChart = chartFinder(columns, settings)
  const given = settings.chart_date === null ? null : epochDays(settings.chart_date)
  if (given === null && columns.date === undefined) {
    throw new UnreadableError('no column chart_date or date: say which day the file describes')
  }
  const issues: CsvIssue[] = []
  const byText = new Map<string, number>()
  const byIssue = new Map<string, number>()
  const [at, chartAt, regionAt] = [columns.date ?? -1, columns.chart ?? -1, columns.region ?? -1]
  let range: string | null = null

  const readDate = (text: string): number | null => {
    const day = readDay(text, dates)
    if (day?.isRange)
      range ??= `${text.trim()} is a range of days; the chart has the date of its last day, ${isoDate(day.days)}`
    if (day === null && dates === null) {
      const { ambiguous } = surveyDays([text])
      if (ambiguous !== null) throw createAmbiguousDay(ambiguous)
    }
    return day?.days ?? null
  }
  const add = (record: string[]): number => {
    const chart_date = given ?? readDate(record[at] ?? '')
    if (chart_date === null) return -1
    const named = findChart(record[chartAt], record[regionAt])
    const key = `${named.chart} ${chart_date}`
    const known = byIssue.get(key)
    if (known !== undefined) return known
    const empty = { first: 0, end: 0, size: 0, rows: 0, least: Number.POSITIVE_INFINITY }
    byIssue.set(key, issues.length)
    return issues.push({ ...named, chart_date, ...empty }) - 1
  }
  // Rows of an issue are mostly together: comparing with the row above is faster than a lookup.
  let [date, chart, region]: (string | undefined)[] = []
  let current = -1
  return {
    issues,
    getRange: () => range,
    find(record) {
      const isSame =
        current >= 0 && record[at] === date && record[chartAt] === chart && record[regionAt] === region
      if (isSame) return current
      ;[date, chart, region] = [record[at], record[chartAt], record[regionAt]]
      const text = `${date}\0${chart}\0${region}`
      current = byText.get(text) ?? add(record)
      if (current >= 0) byText.set(text, current)
      return current
    },
  }
}

type NamedIssue = Pick<CsvIssue, 'chart' | 'chart_name' | 'list' | 'region'>

/** `<chart>-<region>` by the columns, unless the whole file is one chart. */
function chartFinder({ chart, region }: CsvLayout['columns'], settings: IssueSettings) {
  const whole = settings.chart
  const readRegion = (text: string | undefined) => (region === undefined ? null : (text ?? '').trim())
  if (whole !== null)
    return (_: string | undefined, text: string | undefined): NamedIssue => {
      return { chart: whole, chart_name: null, list: null, region: readRegion(text) }
    }
  if (chart === undefined && region === undefined) {
    throw new UnreadableError('no column chart or region: say which chart the file is')
  }
  // Where an import has seen several regions, the empty one is all of them.
  const isNamed = region !== undefined && settings.regions === 'part'
  return (...texts: (string | undefined)[]): NamedIssue => {
    const [chartText = '', given = ''] = texts.map((text) => text?.trim())
    const regionText = given === '' && isNamed ? 'global' : given
    const chart_name = [chartText, regionText].filter((text) => text !== '').join(' - ')
    const name = chart_name === '' ? null : chart_name
    const list = chart === undefined ? null : chartText
    return { chart: slug(name ?? 'unnamed'), chart_name: name, list, region: readRegion(given) }
  }
}

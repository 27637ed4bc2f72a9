import { UnreadableError } from '../../domain/errors.ts'
import { slug } from '../../domain/text/slug.ts'
import { epochDays } from '../../domain/time.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { CsvLayout } from './csv-columns.ts'

/** One chart on one day, as a range of rows. */
export interface CsvIssue {
  chart: string
  /** As the rows name it; null where the file is one chart. */
  chart_name: string | null
  /** The region of its first row; null without such a column. */
  region: string | null
  /** Days since 1970-01-01. */
  chart_date: number
  /** Rows from `first` up to but without `end`. */
  first: number
  end: number
  /** Largest position; 0 where no row can be read. */
  size: number
}

/** Finds the issue of each row by its columns. Throws `UnreadableError` where no column names the chart or the date. */
export function issueFinder(
  { columns }: CsvLayout,
  settings: Pick<RawHeader, 'chart' | 'chart_date'>,
): { issues: CsvIssue[]; find(record: string[]): number } {
  const findChart = chartFinder(columns, settings.chart)
  const given = settings.chart_date === null ? null : epochDays(settings.chart_date)
  if (given === null && columns.chart_date === undefined) {
    throw new UnreadableError('no column chart_date or date: say which day the file describes')
  }
  const issues: CsvIssue[] = []
  const byText = new Map<string, number>()
  const byIssue = new Map<string, number>()
  const [at, chartAt, regionAt] = [columns.chart_date ?? -1, columns.chart ?? -1, columns.region ?? -1]

  const add = (record: string[]): number => {
    const chart_date = given ?? epochDays((record[at] ?? '').trim())
    if (chart_date === null) return -1
    const { chart, chart_name } = findChart(record[chartAt], record[regionAt])
    const key = `${chart} ${chart_date}`
    const index =
      byIssue.get(key) ??
      issues.push({
        chart,
        chart_name,
        region: record[regionAt] ?? null,
        chart_date,
        first: 0,
        end: 0,
        size: 0,
      }) - 1
    byIssue.set(key, index)
    return index
  }
  // Rows of an issue are mostly together: comparing with the row above is faster than a lookup.
  let [date, chart, region]: (string | undefined)[] = []
  let current = -1
  return {
    issues,
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

/** `<chart>-<region>` by the columns, unless the whole file is one chart. */
function chartFinder({ chart, region }: CsvLayout['columns'], whole: string | null) {
  if (whole !== null) return () => ({ chart: whole, chart_name: null })
  if (chart === undefined && region === undefined) {
    throw new UnreadableError('no column chart or region: say which chart the file is')
  }
  return (...texts: (string | undefined)[]) => {
    const chart_name = texts.filter((text) => text !== undefined && text.trim() !== '').join(' - ')
    return { chart: slug(chart_name), chart_name: chart_name === '' ? null : chart_name }
  }
}

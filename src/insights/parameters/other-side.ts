import { parseChartDate } from '../../domain/calendar.ts'
import { HitparadeError, UsageError } from '../../domain/errors.ts'
import type { Parameters, Warehouse } from '../../warehouse/warehouse.ts'
import { type ChartSelection, describeExtent, resolveChart } from '../insight-charts.ts'
import { countIssues } from '../insight-issues.ts'
import { getLastDay } from './issue-of-day.ts'

/**
 * What `--with` means, as `other_chart`, `other_from` and `other_to`: another chart of the same source, or that of another
 * market, in the same span; or another span of the same chart. Throws a `UsageError` for a chart of another source, and code `NoIssue` for a side
 * without issues.
 */
export async function readOtherSide(
  warehouse: Warehouse,
  { chart, charts }: Pick<ChartSelection, 'chart' | 'charts'>,
  { text, from, to }: { text: string; from: string; to: string },
): Promise<Parameters> {
  if (chart === null) throw new Error('--with is about one chart')
  const span = parseSpan(text)
  const other = span === null ? await findOtherChart(warehouse, chart.source, text) : chart
  const side = span ?? { from, to }
  const issues = await countIssues(warehouse, other, side)
  if (issues.length === 0) {
    const what = span === null ? `${text} has no issue` : 'there is no issue'
    const advice = span === null ? 'give another --from and --to' : describeExtent(charts)
    throw new HitparadeError('NoIssue', `${what} from ${side.from} to ${side.to}`, { advice })
  }
  return { other_chart: other.chart, other_from: side.from, other_to: side.to }
}

/** The parameters of each side of a question. A comparison has two. */
export function listSides(parameters: Parameters): Parameters[] {
  const { other_chart, other_from = null, other_to = null, ...first } = parameters
  if (typeof other_chart !== 'string') return [first]
  return [first, { ...first, chart: other_chart, from: other_from, to: other_to }]
}

async function findOtherChart(warehouse: Warehouse, source: string, text: string) {
  const other = await resolveChart(warehouse, text.includes('/') ? text : `${source}/${text}`, '--with')
  if (other.source === source) return other
  throw new UsageError(`${text} is not of ${source}`, {
    advice: 'ids of songs differ between sources, so give a chart of the same source',
  })
}

/** `2019`, `2019-06`, `2019-06-01` or `2019-06-01..2019-06-30`; null for text that does not begin with a year. */
function parseSpan(text: string): { from: string; to: string } | null {
  const [first = '', last, more] = text.split('..')
  if (last !== undefined && more === undefined) {
    const span = { from: parseChartDate(first, '--with'), to: parseChartDate(last, '--with') }
    if (span.from <= span.to) return span
    throw new UsageError(`--with ${text} ends before it begins`)
  }
  if (/^[1-9]\d{3}$/.test(text)) return { from: `${text}-01-01`, to: `${text}-12-31` }
  const to = getLastDay(text)
  if (to !== null) return { from: `${text}-01`, to }
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return { from: parseChartDate(text, '--with'), to: text }
  if (!/^\d{4}(-\d+)*$/.test(text)) return null
  throw new UsageError(
    `--with: expected a chart, a year, a month as YYYY-MM or days as YYYY-MM-DD, got ${JSON.stringify(text)}`,
  )
}

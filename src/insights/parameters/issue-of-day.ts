import { addDays, expectedAfter, parseChartDate } from '../../domain/calendar.ts'
import { formatChartName } from '../../domain/chart-name.ts'
import { HitparadeError, UsageError } from '../../domain/errors.ts'
import type { Warehouse } from '../../warehouse/warehouse.ts'
import { type Chart, type ChartSelection, describeExtent } from '../insight-charts.ts'
import { issuesAround, missingDates } from '../insight-issues.ts'

/**
 * The date of the issue that `--on` means: the newest for `latest`, the last one of a month as YYYY-MM, and for a day the
 * issue in effect. That is the newest one up to the day, if the calendar expects no later one up to it. Throws a
 * `UsageError` for any other text, and code `NoIssue`, with what there is, if there is no such issue.
 */
export async function findIssueDate(
  warehouse: Warehouse,
  { names, charts }: Pick<ChartSelection, 'names' | 'charts'>,
  text: string,
): Promise<string> {
  const [chart] = charts
  if (chart === undefined) throw new Error('--on is about the issues of one chart')
  if (text === 'latest') return chart.last_date
  const month = getLastDay(text)
  const day = month ?? parseDay(text)
  const { before, after } = await issuesAround(warehouse, names, day)
  if (month !== null) {
    if (before?.chart_date.startsWith(text)) return before.chart_date
    throw noIssue(chart, `in ${text}`, [before?.chart_date, after?.chart_date])
  }
  if (before === null) throw noIssue(chart, `in effect on ${text}`, [])
  // An issue that is a day late is not missing: until then the one before it is in effect.
  const later = after === null ? expectedAfter(before, before.chart_date, day) : missingDates(after)
  if (!later.some((date) => date <= day)) return before.chart_date
  throw noIssue(chart, `in effect on ${text}`, [before.chart_date, after?.chart_date])
}

/** Between two issues the nearest ones are named, else the extent of the chart. */
function noIssue(chart: Chart, when: string, around: (string | undefined)[]): HitparadeError {
  const near = around.filter((date) => date !== undefined)
  const advice = near.length === 2 ? `the nearest are ${near.join(' and ')}` : describeExtent([chart])
  return new HitparadeError('NoIssue', `${formatChartName(chart)} has no issue ${when}`, { advice })
}

/** The last day of a month as YYYY-MM; null for other text. */
export function getLastDay(text: string): string | null {
  if (!/^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text)) return null
  const [year = 0, month = 0] = text.split('-').map(Number)
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`
  return addDays(next, -1)
}

function parseDay(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return parseChartDate(text, '--on')
  throw new UsageError(
    `--on: expected a day as YYYY-MM-DD, a month as YYYY-MM or latest, got ${JSON.stringify(text)}`,
  )
}

import { UnreadableError } from '../../domain/errors.ts'
import { slug } from '../../domain/text/slug.ts'
import { getHeaderChart } from '../raw/chart-settings.ts'
import type { RawHeader } from '../raw/raw-object.ts'
import type { Rejected } from '../source.ts'
import type { ChartLine } from './ndjson-lines.ts'

/** What is kept of a line: many years of entries would not fit into memory. */
export interface IndexedLine extends Omit<ChartLine, 'entries'> {
  bytes: Uint8Array
  /** The least position of its entries. */
  first: number
}

/** A chart on one day, with the line that counts. */
export interface NdjsonIssue<Line extends IndexedLine> {
  chart: string
  chart_date: string
  line: Line
  rejects: Rejected[]
}

/**
 * The issues of lines, by chart and date. Of several lines for one chart and date the one committed last counts, then
 * the later one; each of the others is a reject of that issue. Throws `UnreadableError` where no line can be read, and
 * where only some issues begin at position 0.
 */
export function groupByIssue<Line extends IndexedLine>(
  header: RawHeader,
  lines: Iterable<Line | Rejected>,
): NdjsonIssue<Line>[] {
  const issues = new Map<string, NdjsonIssue<Line>>()
  const rejects: Rejected[] = []
  let last: NdjsonIssue<Line> | undefined
  for (const line of lines) {
    // A line that cannot be read is kept with the issue of the line above it.
    if ('reason' in line) (last?.rejects ?? rejects).push(line)
    else last = addLine(issues, header, line)
  }
  const [first] = issues.values()
  if (first === undefined) {
    throw new UnreadableError(`no line that can be read${rejects[0] ? `: ${rejects[0].detail}` : ''}`)
  }
  first.rejects.unshift(...rejects)
  requireOneBeginning([...issues.values()])
  return [...issues.values()].sort(byChartAndDate)
}

function requireOneBeginning(issues: NdjsonIssue<IndexedLine>[]): void {
  const ranked = issues.filter(({ line }) => Number.isFinite(line.first))
  const fromZero = ranked.filter(({ line }) => line.first === 0)
  const [first] = fromZero
  if (first === undefined || fromZero.length === ranked.length) return
  throw new UnreadableError(
    `${fromZero.length} of ${ranked.length} issues begin at position 0, such as ${first.chart} ${first.chart_date}, and the others do not`,
    { advice: 'correct these positions, or import the issues in two files' },
  )
}

function addLine<Line extends IndexedLine>(
  issues: Map<string, NdjsonIssue<Line>>,
  header: RawHeader,
  line: Line,
): NdjsonIssue<Line> {
  const { chart_date, committed_at } = line
  const chart = nameLineChart(header, line)
  const key = `${chart} ${chart_date}`
  const issue = issues.get(key)
  if (issue === undefined) {
    const added = { chart, chart_date, line, rejects: [] }
    issues.set(key, added)
    return added
  }
  const isNewer = (committed_at ?? '') >= (issue.line.committed_at ?? '')
  const loser = isNewer ? issue.line : line
  if (isNewer) issue.line = line
  issue.rejects.push({
    position: null,
    reason: 'superseded',
    detail: `another line of ${chart} ${chart_date} is newer`,
    item: Buffer.from(loser.bytes).toString('utf8'),
  })
  return issue
}

function nameLineChart(header: RawHeader, { chart, playlist_id }: IndexedLine): string {
  const own = getHeaderChart(header, playlist_id)
  const name = own ?? chart ?? playlist_id
  if (name === null) throw new UnreadableError('line without chart and playlist_id: say which chart it is')
  return own ?? slug(name)
}

function byChartAndDate(a: NdjsonIssue<IndexedLine>, b: NdjsonIssue<IndexedLine>): number {
  if (a.chart !== b.chart) return a.chart < b.chart ? -1 : 1
  return a.chart_date < b.chart_date ? -1 : 1
}

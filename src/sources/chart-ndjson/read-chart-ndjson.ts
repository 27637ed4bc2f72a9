import { UnreadableError } from '../../domain/errors.ts'
import { slug } from '../../domain/text/slug.ts'
import { fetchedAt, getChartSettings } from '../raw/chart-settings.ts'
import type { RawHeader, RawSnapshot } from '../raw/raw-object.ts'
import type { ChartIssue, Entry, Rejected } from '../source.ts'
import { entryReader, type LineEntryReader } from './ndjson-entries.ts'
import { type ChartLine, linesIn, readChartLine } from './ndjson-lines.ts'

/** Where the lines of one chart on one day are; only the winner is read again. */
interface Issue {
  chart: string
  chart_date: string
  line: Uint8Array
  committed_at: string | null
  rejects: Rejected[]
}

/**
 * Reads chart NDJSON, a line a chart and day; issues come by chart and date. Of several lines for the same chart
 * and day the one committed last counts, then the later one; the others are rejects of that issue. Lines are
 * parsed twice, so that many years never stand in memory as objects.
 */
export function* readChartNdjson({ header, bodies }: RawSnapshot): Generator<ChartIssue> {
  const issues = new Map<string, Issue>()
  const rejects: Rejected[] = []
  let last: Issue | undefined
  for (const body of bodies) {
    for (const line of linesIn(body)) {
      const read = readChartLine(line)
      if ('reason' in read) {
        ;(last?.rejects ?? rejects).push(read)
        continue
      }
      last = place(issues, header, read, line)
    }
  }
  const [first] = issues.values()
  if (first === undefined) {
    throw new UnreadableError(`no line that can be read${rejects[0] ? `: ${rejects[0].detail}` : ''}`)
  }
  first.rejects.unshift(...rejects)
  const readEntry = entryReader(header.identity)
  for (const issue of [...issues.values()].sort(byChartAndDate))
    yield createLineIssue(header, issue, readEntry)
}

function place(issues: Map<string, Issue>, header: RawHeader, read: ChartLine, line: Uint8Array): Issue {
  const { chart_date, committed_at } = read
  const chart = nameLineChart(header, read)
  const key = `${chart} ${chart_date}`
  const there = issues.get(key)
  const issue = there ?? { chart, chart_date, line, committed_at, rejects: [] }
  issues.set(key, issue)
  if (there === undefined) return issue
  const isNewer = (committed_at ?? '') >= (there.committed_at ?? '')
  const loser = isNewer ? there.line : line
  if (isNewer) Object.assign(issue, { line, committed_at })
  issue.rejects.push({
    position: null,
    reason: 'superseded',
    detail: `another line of ${chart} ${chart_date} is newer`,
    item: Buffer.from(loser).toString('utf8'),
  })
  return issue
}

function nameLineChart(header: RawHeader, { chart, playlist_id }: ChartLine): string {
  const own = header.chart ?? (playlist_id === null ? undefined : header.playlists?.[playlist_id])
  const name = own ?? chart ?? playlist_id
  if (name === null) throw new UnreadableError('line without chart and playlist_id: say which chart it is')
  return own ?? slug(name)
}

function createLineIssue(header: RawHeader, issue: Issue, readEntry: LineEntryReader): ChartIssue {
  const { chart, chart_date, committed_at, rejects } = issue
  const line = readChartLine(issue.line) as ChartLine
  const items: (Entry | Rejected)[] = line.entries.map(readEntry)
  return {
    chart,
    chart_date,
    fetched_at: fetchedAt(header, chart_date, committed_at),
    settings: getChartSettings(header, chart, line.chart),
    chart_size: items.reduce((size, { position }) => Math.max(size, position ?? 0), 0),
    complete: header.complete,
    credits_complete: true,
    source_version: null,
    source_url: null,
    items: [...items, ...rejects],
  }
}

function byChartAndDate(a: Issue, b: Issue): number {
  if (a.chart !== b.chart) return a.chart < b.chart ? -1 : 1
  return a.chart_date < b.chart_date ? -1 : 1
}

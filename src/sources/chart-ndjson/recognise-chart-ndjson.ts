import type { FileContent } from '../file-content.ts'
import {
  countItems,
  type FileFormat,
  type ItemCounts,
  listNewestNames,
  type RecognisedFile,
} from '../file-format.ts'
import { record } from '../json/fields.ts'
import { splitLines } from '../json/split-lines.ts'
import type { Rejected } from '../source.ts'
import { entryReader, findFirstRank } from './ndjson-entries.ts'
import { groupByIssue, type IndexedLine } from './ndjson-issues.ts'
import { type ChartLine, readChartLine, toChartLine } from './ndjson-lines.ts'
import { readChartNdjson } from './read-chart-ndjson.ts'

export const chartNdjsonFormat: FileFormat = {
  name: 'chart-ndjson',
  title: 'chart NDJSON',
  read: readChartNdjson,
  recognise: (file) => (file.isJson && hasChartLine(file) ? recogniseLines(file) : null),
}

/** Lines that are examined to find one of chart NDJSON. */
const FIRST_LINES = 10

function hasChartLine(file: FileContent): boolean {
  const first = file.parseFirstLine()
  if (first !== undefined && isChartLine(toChartLine(first))) return true
  if (!file.hasMoreLines) return false
  let examined = 0
  for (const line of splitLines(file.body)) {
    if (examined++ === FIRST_LINES) return false
    if (isChartLine(readChartLine(line))) return true
  }
  return false
}

/** Entries with other words are read by them, as chart JSON. */
function isChartLine(line: ChartLine | Rejected): boolean {
  if ('reason' in line) return false
  const entries = line.entries.map(record).filter((entry) => entry !== null)
  return entries.length === 0 || entries.some((entry) => 'position' in entry && isNamed(entry))
}

function isNamed(entry: Record<string, unknown>): boolean {
  return 'track_id' in entry || 'track_name' in entry
}

type CountedLine = IndexedLine & ItemCounts

function recogniseLines({ body, identity }: FileContent): RecognisedFile {
  const lines = [...countLines(body, identity)]
  const charts = lines.filter((line): line is CountedLine => !('reason' in line))
  const ids = charts.map(({ playlist_id }) => playlist_id)
  return {
    reader: 'chart-ndjson',
    source: ids.every((id) => id !== null && /^[A-Za-z0-9]{22}$/.test(id)) ? 'spotify' : 'import',
    charts: listNewestNames(
      charts.map(({ playlist_id, chart, chart_date }) => ({ id: playlist_id, name: chart, chart_date })),
    ),
    named_by_file: true,
    has_dates: true,
    shared_date: null,
    report: { used: [], unused: [], notes: noteBeginning(charts) },
    states_instants: charts.some(({ committed_at }) => committed_at !== null),
    survey: (header) =>
      groupByIssue(header, lines).map(({ chart, chart_date, line, rejects }) => ({
        chart,
        chart_date,
        complete: header.complete,
        entries: line.entries,
        rejects: line.rejects + rejects.length,
        has_too_many_ties: line.has_too_many_ties,
      })),
  }
}

function noteBeginning(lines: CountedLine[]): string[] {
  return lines.some(({ first }) => first === 0) ? ['the ranks begin at 0 and are read as 1 to n'] : []
}

function* countLines(body: Uint8Array, identity: FileContent['identity']): Generator<CountedLine | Rejected> {
  const readEntry = entryReader(identity)
  for (const bytes of splitLines(body)) {
    const line = readChartLine(bytes)
    if ('reason' in line) {
      yield line
      continue
    }
    const first = findFirstRank(line.entries)
    yield { ...line, bytes, first, ...countItems(line.entries.map((item) => readEntry(item, first))) }
  }
}
